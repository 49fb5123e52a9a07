import { createHash, timingSafeEqual } from "node:crypto";
import { AppleRefused } from "../../errors.ts";

/** Apple repeats the nonce as it was sent to it: as it is, or as the SHA-256 that its examples make of it. */
export function checkNonce(claimed: unknown, sent: string | null): void {
  if (claimed === undefined && sent === null) return;
  if (sent === null) throw new AppleRefused("the nonce was not sent along");
  if (typeof claimed !== "string") throw new AppleRefused("the token has no nonce");
  const asItIs = isSame(claimed, sent);
  const hashed = isSame(claimed, createHash("sha256").update(sent).digest("hex"));
  if (!asItIs && !hashed) throw new AppleRefused("the nonce is another");
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
