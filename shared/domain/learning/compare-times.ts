import type { Fact } from "./fact.ts";

type Timed = Pick<Fact, "validFrom" | "validTo">;

/** Whether one names no time, or that of the other as far as it does. */
export function namesNoOtherTime({ validFrom, validTo }: Timed, other: Timed): boolean {
  return (
    (validFrom === null || validFrom === other.validFrom) && (validTo === null || validTo === other.validTo)
  );
}

/** Whether both begin, and at different times. */
export function beginOtherwise(a: Timed, b: Timed): boolean {
  return a.validFrom !== null && b.validFrom !== null && a.validFrom !== b.validFrom;
}

/** Whether one is over before the other begins. */
export function areApart(a: Timed, b: Timed): boolean {
  return endsBefore(a, b) || endsBefore(b, a);
}

function endsBefore({ validTo }: Timed, { validFrom }: Timed): boolean {
  return validTo !== null && validFrom !== null && validTo <= validFrom;
}
