import type { Claimed } from "./occurrences.ts";
import type { Channel } from "./reminder.ts";

export interface OpenedCheckIn {
  /** In which the coach speaks: for one delivery always the same. */
  readonly turnId: string;
  /** How many sockets hear it. */
  readonly told: number;
}

/** Lets the coach open a conversation itself; for one delivery once, however often it is asked. */
export interface CheckIns {
  open(claimed: Claimed, requestId: string): Promise<OpenedCheckIn>;
}

export type CheckInEnd =
  /** Somebody has seen to it, or does. */
  | { readonly outcome: "nothing" }
  /** The coach has not finished. */
  | { readonly outcome: "running" }
  | {
      readonly outcome: "ended";
      /** Null where it failed. */
      readonly reply: string | null;
      readonly told: number;
      readonly firedAt: number;
      readonly channel: Channel;
      readonly clientConversationId: string;
    };

/** What becomes of a conversation that the coach has opened. Every call is one round trip. */
export interface CheckInEnds {
  /** Whoever finds it ended holds it for `leaseMs`. What fired before `givenUpAt` and has not ended is taken as failed. */
  claim(call: {
    readonly tenantId: string;
    readonly deliveryId: string;
    readonly turnId: string;
    readonly leaseMs: number;
    readonly givenUpAt: number;
    readonly now: number;
  }): Promise<CheckInEnd>;
  /** Notes what the inbox shows and how many devices it was pushed to; nobody looks at it after. Again changes nothing. */
  finish(call: {
    readonly tenantId: string;
    readonly deliveryId: string;
    readonly text: string | null;
    readonly pushed: number;
  }): Promise<void>;
}
