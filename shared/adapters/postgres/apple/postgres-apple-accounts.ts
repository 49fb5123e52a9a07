import type { AppleAccounts, AppleSignIn, NotedSignIn } from "../../../ports/apple.ts";
import type { SignInHolder } from "../../../ports/sign-ins.ts";
import type { Database, Reach } from "../database.ts";
import { toIso } from "../instants.ts";
import findAccount from "./find-account.sql";
import noteEmail from "./note-email.sql";
import noteSignIn from "./note-sign-in.sql";
import revokeConsent from "./revoke-consent.sql";

interface NotedRow {
  tenant_known: boolean;
  noted: boolean;
  name: string | null;
  email: string | null;
}

interface HolderRow {
  tenant_id: string;
  owner_id: string;
  user_id: string;
}

interface AccountRow extends HolderRow {
  sub: string;
  email: string | null;
  is_private_email: boolean;
  email_enabled: boolean;
  name: string | null;
  sealed_grant: string | null;
  created_at: Date;
}

export function postgresAppleAccounts(database: Database): AppleAccounts {
  return {
    async note(signIn) {
      const statement = { text: noteSignIn, values: valuesOf(signIn) };
      const [row] = await database.query<NotedRow>(reachOfHolder(signIn), statement);
      return toNoted(row!);
    },

    async find(holder) {
      const [row] = await database.query<AccountRow>(reachOfHolder(holder), {
        text: findAccount,
        values: [holder.tenantId, holder.userId],
      });
      if (!row) return null;
      return {
        ...toHolder(row),
        sub: row.sub,
        email: row.email,
        isPrivateEmail: row.is_private_email,
        emailEnabled: row.email_enabled,
        name: row.name,
        grant: row.sealed_grant,
        createdAt: row.created_at.getTime(),
      };
    },

    async revokeConsent({ sub, at, action, now }) {
      const values = [sub, toIso(at), action, toIso(now)];
      const rows = await database.query<HolderRow>({ scope: "system" }, { text: revokeConsent, values });
      return rows.map(toHolder);
    },

    async noteEmail({ sub, enabled, email, isPrivateEmail, at, now }) {
      const values = [sub, enabled, email, isPrivateEmail, toIso(at), toIso(now)];
      return (await database.query({ scope: "system" }, { text: noteEmail, values })).length;
    },
  };
}

function valuesOf({ identity, ...signIn }: AppleSignIn): unknown[] {
  return [
    signIn.tenantId,
    signIn.ownerId,
    signIn.userId,
    identity.sub,
    identity.email,
    identity.isPrivateEmail,
    signIn.name,
    signIn.grant,
    toIso(identity.issuedAt),
    toIso(signIn.now),
    signIn.mayProvision,
  ];
}

function reachOfHolder({ tenantId, userId, ownerId }: SignInHolder): Reach {
  return { scope: "user", tenantId, userId, ownerId };
}

function toNoted(row: NotedRow): NotedSignIn {
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (!row.noted) return { outcome: "consent_revoked" };
  return { outcome: "noted", name: row.name, email: row.email };
}

function toHolder(row: HolderRow): SignInHolder {
  return { tenantId: row.tenant_id, userId: row.user_id, ownerId: row.owner_id };
}
