import type { Recipient } from "./occurrences.ts";

/** What a device shows, and what the app on it reads. */
export interface PushNote {
  /** A note told twice is one on the device. */
  readonly deliveryId: string;
  readonly body: string;
  readonly data: Readonly<Record<string, string>>;
  /** Nobody wants it after this: a device that comes back later is not told. */
  readonly expiresAt: number;
}

export interface Pushed {
  /** Devices whose vendor took it. */
  readonly accepted: number;
  /** Devices that were not there any more, and are forgotten now. */
  readonly removed: number;
}

/** Tells a person on their devices, the app open or not. */
export interface PushSender {
  /**
   * Resolves with nothing accepted where there is no device, or none that would ever take it. Rejects with
   * UpstreamUnavailable where no device was told and trying again may help.
   */
  push(recipient: Recipient, note: PushNote): Promise<Pushed>;
}
