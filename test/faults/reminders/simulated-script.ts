import type { Clock } from "#shared/ports/clock.ts";
import type { Script } from "../chat/script.ts";

/** What was decided and seen, by the simulated clock. */
export function simulatedScript({ now }: Clock): Script {
  const lines: string[] = [];
  return {
    note(line) {
      lines.push(`${new Date(now()).toISOString().slice(5, 23)}  ${line}`);
    },
    lines: () => lines,
  };
}
