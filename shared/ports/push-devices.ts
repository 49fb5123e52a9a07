import type { IdempotencyClaim } from "./messages.ts";
import type { Recipient } from "./occurrences.ts";
import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

export interface PushDevice {
  readonly id: string;
  readonly platform: "apns";
  readonly environment: "production" | "sandbox";
  readonly name: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewPushDevice extends Pick<PushDevice, "id" | "platform" | "environment" | "name"> {
  readonly person: ActingUser;
  /** The sign-in that registers it, and with which it ends; null for a key. */
  readonly signInId: string | null;
  readonly token: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type RegisteredDevice =
  | { readonly outcome: "registered"; readonly device: PushDevice }
  | { readonly outcome: "mismatch" | "signed_out" | "tenant_unknown" | "gone" };

/** What it takes to reach a device. */
export interface PushToken extends Pick<PushDevice, "id" | "environment" | "updatedAt"> {
  readonly token: string;
}

/** A device that its vendor does not know any more, as of then. */
export interface LostDevice {
  readonly id: string;
  readonly asOf: number;
}

/** Where persons can be reached. A token is one person's at a time: whoever registers it takes it over. */
export interface PushDevices {
  /**
   * Again with the same token is the same device, now of the sign-in that says so; one that ended registers none.
   * "gone" answers a repeat whose device was taken away since.
   */
  register(device: NewPushDevice): Promise<RegisteredDevice>;
  /** Oldest first. */
  list(person: ActingUser, page: PageRequest): Promise<Page<PushDevice>>;
  /** Whether it was there. */
  remove(person: ActingUser, id: string): Promise<boolean>;
  /** Of the devices that registered last, at most `limit`; none of a person who is disabled. */
  tokensOf(person: Recipient, limit: number): Promise<readonly PushToken[]>;
  /** Forgets those that have not registered again since; how many. */
  drop(person: Recipient, lost: readonly LostDevice[]): Promise<number>;
}
