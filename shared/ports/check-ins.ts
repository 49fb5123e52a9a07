import type { Claimed } from "./occurrences.ts";

/** Lets the coach open a conversation itself; for one delivery once, however often it is asked. */
export interface CheckIns {
  open(claimed: Claimed, requestId: string): Promise<void>;
}
