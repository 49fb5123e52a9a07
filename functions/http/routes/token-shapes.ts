import type { Lifetimes, Tokens } from "#shared/domain/users/issue-tokens.ts";
import type { Composed } from "../app.ts";

export function toTokensResponse({ accessToken, refreshToken, expiresInSeconds, user }: Tokens) {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    user: {
      id: user.id,
      tenant_id: user.tenantId,
      name: user.name,
      email: user.email,
      created_at: new Date(user.createdAt).toISOString(),
    },
  };
}

export function lifetimesOf(settings: Composed["settings"]): Lifetimes {
  return {
    accessSeconds: settings.AIMI_JWT_ACCESS_EXPIRES_SECONDS,
    refreshSeconds: settings.AIMI_JWT_REFRESH_EXPIRES_SECONDS,
  };
}
