import type { PushToken } from "../../ports/push-devices.ts";
import type { Http2Answer } from "./ask-session.ts";

export type Verdict =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "lost"; readonly asOf: number; readonly reason: string }
  | { readonly outcome: "expired" | "refused"; readonly reason: string }
  | { readonly outcome: "away"; readonly reason: string; readonly retryAfterSeconds: number };

/** Tokens that were never of this app, or not of this environment. */
const badTokens = ["BadDeviceToken", "DeviceTokenNotForTopic"];
const busySeconds = 20;
const awaySeconds = 5;
const longestSeconds = 900;

/** What APNs' answer means for a device. */
export function judgeAnswer({ status, body, retryAfter }: Http2Answer, device: PushToken): Verdict {
  if (status === 200) return { outcome: "accepted" };
  const { reason: word, timestamp } = readBody(body);
  const reason = `${status}${typeof word === "string" && /^[A-Za-z]{1,60}$/.test(word) ? ` ${word}` : ""}`;
  if (status === 410) return { outcome: "lost", asOf: toInstant(timestamp) ?? device.updatedAt, reason };
  if (status === 400 && badTokens.some((bad) => bad === word)) {
    return { outcome: "lost", asOf: device.updatedAt, reason };
  }
  if (status === 403 && word === "ExpiredProviderToken") return { outcome: "expired", reason };
  if (status !== 429 && status < 500) return { outcome: "refused", reason };
  const usual = status === 429 ? busySeconds : awaySeconds;
  return { outcome: "away", reason, retryAfterSeconds: toSeconds(retryAfter) ?? usual };
}

function readBody(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** In milliseconds, as APNs has it. */
function toInstant(timestamp: unknown): number | null {
  const isInstant = typeof timestamp === "number" && timestamp > 0 && timestamp < 8_640_000_000_000_000;
  return isInstant ? Math.floor(timestamp) : null;
}

function toSeconds(retryAfter: string | undefined): number | null {
  if (!retryAfter || !/^\d{1,9}$/.test(retryAfter)) return null;
  return Math.min(Math.max(Number(retryAfter), 1), longestSeconds);
}
