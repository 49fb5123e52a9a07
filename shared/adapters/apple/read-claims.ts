import type { JWTPayload } from "jose";
import { AppleRefused } from "../../errors.ts";
import type { AppleEvent, AppleIdentity } from "../../ports/apple.ts";

const acceptableSub = /^[A-Za-z0-9._-]{1,100}$/;
const longestEmail = 320;

const kinds: Readonly<Record<string, AppleEvent["kind"]>> = {
  "consent-revoked": "consent_revoked",
  "account-deleted": "account_deleted",
  // As it was called at first.
  "account-delete": "account_deleted",
  "email-enabled": "email_enabled",
  "email-disabled": "email_disabled",
};

export function toIdentity(claims: JWTPayload, clientIds: readonly string[]): AppleIdentity {
  return {
    sub: toSub(claims.sub),
    clientId: [claims.aud].flat().find((audience) => audience !== undefined && clientIds.includes(audience))!,
    email: isFalse(claims.email_verified) ? null : toEmail(claims.email),
    isPrivateEmail: toFlag(claims.is_private_email) ?? false,
    issuedAt: claims.iat! * 1_000,
  };
}

/** Apple puts the event into the claims as text. */
export function toEvent({ events }: JWTPayload): AppleEvent {
  const event = toObject(events);
  return {
    kind: (typeof event.type === "string" && kinds[event.type]) || "unknown",
    sub: toSub(event.sub),
    email: toEmail(event.email),
    isPrivateEmail: toFlag(event.is_private_email),
    at: toInstant(event.event_time),
  };
}

function toObject(events: unknown): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = typeof events === "string" ? JSON.parse(events) : events;
    if (typeof event === "object" && event !== null) return event as Record<string, unknown>;
  } catch {
    // Told below, as anything else that is no event.
  }
  throw new AppleRefused("the notification holds no event");
}

function toSub(sub: unknown): string {
  if (typeof sub === "string" && acceptableSub.test(sub)) return sub;
  throw new AppleRefused("the subject is none of Apple's");
}

function toEmail(email: unknown): string | null {
  const isUsable =
    typeof email === "string" && email.length <= longestEmail && /^[^\s\p{C}]+@[^\s\p{C}]+$/u.test(email);
  return isUsable ? email : null;
}

/** Apple writes true as text, or as it is. */
function toFlag(value: unknown): boolean | null {
  if (value === undefined) return null;
  return value === true || value === "true";
}

function isFalse(value: unknown): boolean {
  return toFlag(value) === false;
}

/** In milliseconds; Apple's own example shows seconds. */
function toInstant(time: unknown): number {
  const value = Number(time);
  if (!Number.isSafeInteger(value) || value <= 0) throw new AppleRefused("the event has no time");
  return value < 100_000_000_000 ? value * 1_000 : value;
}
