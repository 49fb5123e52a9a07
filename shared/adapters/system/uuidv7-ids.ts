import { V7Generator } from "uuidv7";
import type { Clock, Ids } from "../../ports/clock.ts";

const rollbackAllowanceMs = 10_000;

export function uuidv7Ids(clock: Clock): Ids {
  const generator = new V7Generator();
  return { next: () => generator.generateOrResetCore(clock.now(), rollbackAllowanceMs).toString() };
}
