import { randomBytes } from "node:crypto";
import { hashKey } from "../../access/authenticate.ts";

/** `aimi_cal_` and 32 random bytes: what leaked is found by its shape. */
export function makeFeedToken(): string {
  return `aimi_cal_${randomBytes(32).toString("base64url")}`;
}

export function isFeedToken(token: string): boolean {
  return /^aimi_cal_[A-Za-z0-9_-]{43}$/.test(token);
}

/** Only this is stored. */
export function hashFeedToken(token: string): string {
  return hashKey(token).toString("hex");
}
