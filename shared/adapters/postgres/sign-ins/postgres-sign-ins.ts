import type { NewSignIn, SignedInUser, SignIn, SignIns } from "../../../ports/sign-ins.ts";
import type { Database } from "../database.ts";
import { toIso } from "../instants.ts";
import { toPage } from "../page-of.ts";
import beginSignIn from "./begin-sign-in.sql";
import endSignIns from "./end-sign-ins.sql";
import listSignIns from "./list-sign-ins.sql";
import lockSignIn from "./lock-sign-in.sql";
import lockSignIns from "./lock-sign-ins.sql";
import refreshSignIn from "./refresh-sign-in.sql";

interface UserRow {
  tenant_id: string;
  user_id: string;
  name: string | null;
  email: string | null;
  user_created_at: Date;
  rate_per_minute: number | null;
}

type BegunRow = { tenant_known: boolean } & (UserRow | { user_id: null });

export interface SignInRow {
  id: string;
  tenant_id: string;
  user_id: string;
  method: string;
  device_name: string | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

type RefreshedRow = SignInRow & UserRow & { outcome: "refreshed" | "refused" | "revoked" };

export function postgresSignIns(database: Database): SignIns {
  return {
    async begin(draft) {
      const { tenantId, userId, ownerId } = draft;
      const [row] = await database.query<BegunRow>(
        { scope: "user", tenantId, userId, ownerId },
        { text: beginSignIn, values: valuesOf(draft) },
      );
      if (!row!.tenant_known) return { outcome: "tenant_unknown" };
      if (row!.user_id === null) return { outcome: "disabled" };
      const user = toUser({ ...row!, tenant_id: tenantId });
      return { outcome: "begun", user, tenantRatePerMinute: row!.rate_per_minute };
    },

    async refresh({ tokenHash, nextHash, now, graceMs, expiresAt }) {
      const [row] = await database.query<RefreshedRow>(
        { scope: "system" },
        {
          text: refreshSignIn,
          values: [tokenHash, nextHash, toIso(now), graceMs, toIso(expiresAt)],
          lock: { text: lockSignIn, values: [tokenHash] },
        },
      );
      switch (row?.outcome) {
        case "refreshed":
          return {
            outcome: "refreshed",
            signIn: toSignIn(row),
            user: toUser(row),
            tenantRatePerMinute: row.rate_per_minute,
          };
        case "revoked":
          return { outcome: "revoked", signInId: row.id, tenantId: row.tenant_id, userId: row.user_id };
        default:
          return { outcome: "refused" };
      }
    },

    async list({ tenantId, userId, ownerId }, { limit, after }, now) {
      const rows = await database.query<SignInRow>(
        { scope: "user", tenantId, userId, ownerId },
        { text: listSignIns, values: [ownerId, after, limit + 1, toIso(now)] },
      );
      return toPage(rows.map(toSignIn), { limit }, ({ id }) => id);
    },

    async end({ tenantId, userId, ownerId, callerId = null }, id, now) {
      const rows = await database.query<{ id: string }>(
        { scope: "user", tenantId, userId, ownerId },
        {
          text: endSignIns,
          values: [ownerId, id, toIso(now), callerId],
          lock: { text: lockSignIns, values: [ownerId, id] },
        },
      );
      return rows.map((row) => row.id);
    },
  };
}

function valuesOf({ profile, ...draft }: NewSignIn): unknown[] {
  return [
    draft.tenantId,
    draft.ownerId,
    draft.userId,
    draft.id,
    draft.method,
    draft.deviceName,
    draft.tokenHash,
    toIso(draft.now),
    toIso(draft.expiresAt),
    profile.name,
    profile.email,
    draft.mayProvision,
  ];
}

export function toSignIn(row: SignInRow): SignIn {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    method: row.method,
    deviceName: row.device_name,
    createdAt: row.created_at.getTime(),
    lastUsedAt: row.last_used_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

function toUser(row: UserRow): SignedInUser {
  return {
    id: row.user_id,
    tenantId: row.tenant_id,
    name: row.name,
    email: row.email,
    createdAt: row.user_created_at.getTime(),
  };
}
