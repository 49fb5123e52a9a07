import { randomBytes } from "node:crypto";
import { hashKey } from "../access/authenticate.ts";

/** `aimi_rt_` and 32 random bytes: what leaked is found by its shape. */
export function makeRefreshToken(): string {
  return `aimi_rt_${randomBytes(32).toString("base64url")}`;
}

export function isRefreshToken(token: string): boolean {
  return /^aimi_rt_[A-Za-z0-9_-]{43}$/.test(token);
}

/** Only this is stored. */
export function hashRefreshToken(token: string): string {
  return hashKey(token).toString("hex");
}
