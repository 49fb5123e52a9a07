import type { AuthorizerContext } from "#functions/ws-authorizer/authorizer-event.ts";

/** When the token behind a socket ends; null where a key opened it. */
export function tokenEndOf({ token_expires_at }: AuthorizerContext): number | null {
  return token_expires_at === undefined ? null : Number(token_expires_at);
}
