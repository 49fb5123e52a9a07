import type { AppleAccount, AppleAccounts } from "#shared/ports/apple.ts";
import type { SignInHolder } from "#shared/ports/sign-ins.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";

interface KeptAccount extends AppleAccount {
  readonly emailAsOf: number;
  readonly emailEnabledAsOf: number;
  readonly authenticatedAt: number;
  readonly consentRevokedAt: number;
  readonly accountDeletedAt: number;
}

export interface FakeAppleAccounts extends AppleAccounts {
  /** What the ends of consents have left in the log of acts. */
  readonly audited: readonly {
    readonly tenantId: string;
    readonly userId: string;
    readonly action: string;
  }[];
}

const never = Number.NEGATIVE_INFINITY;

export function fakeAppleAccounts(store: Pick<FakeMemoryStore, "tenants">): FakeAppleAccounts {
  const accounts = new Map<string, KeptAccount>();
  const audited: { tenantId: string; userId: string; action: string }[] = [];
  const keyOf = ({ tenantId, userId }: SignInHolder) => JSON.stringify([tenantId, userId]);
  const keep = (account: KeptAccount) => accounts.set(keyOf(account), account);
  const ofSub = (sub: string) => [...accounts.values()].filter((account) => account.sub === sub);

  return {
    audited,

    async note(signIn) {
      const { tenantId, userId, ownerId, identity, now } = signIn;
      if (!signIn.mayProvision && !store.tenants.has(tenantId)) return { outcome: "tenant_unknown" };
      store.tenants.add(tenantId);
      const kept = accounts.get(keyOf(signIn)) ?? {
        tenantId,
        userId,
        ownerId,
        sub: identity.sub,
        email: null,
        isPrivateEmail: false,
        emailEnabled: true,
        name: null,
        grant: null,
        createdAt: now,
        emailAsOf: never,
        emailEnabledAsOf: never,
        authenticatedAt: never,
        consentRevokedAt: never,
        accountDeletedAt: never,
      };
      if (kept.consentRevokedAt >= identity.issuedAt) return { outcome: "consent_revoked" };
      const begunAnew = kept.authenticatedAt <= kept.consentRevokedAt;
      const newer = kept.email === null || (identity.email !== null && identity.issuedAt >= kept.emailAsOf);
      const { email, isPrivateEmail } = newer ? identity : kept;
      const name = begunAnew ? (signIn.name ?? kept.name) : (kept.name ?? signIn.name);
      keep({
        ...kept,
        email,
        isPrivateEmail,
        emailAsOf: newer ? Math.max(kept.emailAsOf, identity.issuedAt) : kept.emailAsOf,
        name,
        grant: signIn.grant ?? kept.grant,
        authenticatedAt: Math.max(kept.authenticatedAt, identity.issuedAt),
      });
      return { outcome: "noted", name, email };
    },

    async find(holder) {
      const kept = accounts.get(keyOf(holder));
      if (!kept) return null;
      const { emailAsOf, emailEnabledAsOf, authenticatedAt, consentRevokedAt, accountDeletedAt, ...account } =
        kept;
      return account;
    },

    async revokeConsent({ sub, at, action }) {
      const concerned = ofSub(sub).filter(({ authenticatedAt }) => authenticatedAt < at);
      for (const account of concerned) {
        const deletes = action === "apple.account_deleted" && account.accountDeletedAt === never;
        if (account.consentRevokedAt >= at && !deletes) continue;
        const { tenantId, userId } = account;
        audited.push({ tenantId, userId, action });
        keep({
          ...account,
          grant: null,
          consentRevokedAt: Math.max(account.consentRevokedAt, at),
          accountDeletedAt: deletes ? at : account.accountDeletedAt,
        });
      }
      return concerned.map(({ tenantId, userId, ownerId }) => ({ tenantId, userId, ownerId }));
    },

    async noteEmail({ sub, enabled, email, isPrivateEmail, at }) {
      const concerned = ofSub(sub).filter(({ emailEnabledAsOf }) => emailEnabledAsOf < at);
      for (const account of concerned) {
        const newer = email !== null && account.emailAsOf <= at;
        keep({
          ...account,
          emailEnabled: enabled,
          emailEnabledAsOf: at,
          ...(newer && {
            email,
            isPrivateEmail: isPrivateEmail ?? account.isPrivateEmail,
            emailAsOf: at,
          }),
        });
      }
      return concerned.length;
    },
  };
}
