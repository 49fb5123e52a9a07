import { wallTimeOf } from "../time/wall-clock.ts";
import type { Happening } from "./recurrence/instants-of.ts";

/** Something that begins at an instant, as its rule goes by it: to the second. */
export function happeningOf(startsAt: number, zone: string, recurrence: string | null): Happening {
  return { recurrence, zone, startsLocal: new Date(wallTimeOf(startsAt, zone)).toISOString().slice(0, 19) };
}
