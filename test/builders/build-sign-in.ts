import type { BeginSignIn } from "#shared/domain/users/begin-sign-in.ts";

export const lifetimes = { accessSeconds: 900, refreshSeconds: 5_184_000 };

/** A person of acme who signs in. */
export function buildSignIn(given: Partial<BeginSignIn> = {}): BeginSignIn {
  return {
    tenantId: "acme",
    userId: "anna",
    method: "dev",
    deviceName: "a phone",
    profile: { name: null, email: null },
    mayProvision: true,
    lifetimes,
    ...given,
  };
}
