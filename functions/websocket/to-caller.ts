import type { AuthorizerContext } from "#functions/ws-authorizer/authorizer-event.ts";
import type { Caller } from "#shared/domain/access/caller.ts";

/** Who holds a socket, as the authorizer found it out. */
export function toCaller(context: AuthorizerContext): Caller {
  const { sign_in_id, key_id, key_hash, tenant_rate_per_minute } = context;
  return {
    id: context.caller_id,
    tenantId: context.tenant_id,
    userId: context.user_id,
    scopes: new Set(["chat"]),
    mayProvision: context.may_provision === "true",
    ...(sign_in_id !== undefined && {
      signIn: {
        id: sign_in_id,
        issuedAt: Number(context.token_issued_at),
        expiresAt: Number(context.token_expires_at),
      },
    }),
    ...(key_id !== undefined && key_hash !== undefined && { key: { id: key_id, hash: key_hash } }),
    ...(tenant_rate_per_minute !== undefined && { tenantRatePerMinute: Number(tenant_rate_per_minute) }),
  };
}
