import type { ApiKey, ApiKeys, CreatedKey, NewApiKey } from "../../ports/api-keys.ts";
import createApiKey from "./create-api-key.sql";
import type { Database } from "./database.ts";
import listApiKeys from "./list-api-keys.sql";
import { toPage } from "./page-of.ts";
import revokeApiKey from "./revoke-api-key.sql";

interface CreatedRow {
  tenant_known: boolean;
  created: boolean;
  request_hash: string | null;
}

interface KeyRow {
  id: string;
  tenant_id: string;
  name: string;
  scopes: string[];
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export function postgresApiKeys(database: Database): ApiKeys {
  return {
    async create(key) {
      const [row] = await database.query<CreatedRow>(
        { scope: "tenant", tenantId: key.actor.tenantId },
        { text: createApiKey, values: valuesOf(key) },
      );
      return toOutcome(row!, key);
    },

    async list(tenantId, { limit, after }) {
      const rows = await database.query<KeyRow | (KeyRow & { id: null })>(
        { scope: "tenant", tenantId },
        { text: listApiKeys, values: [tenantId, after, limit + 1] },
      );
      if (rows.length === 0) return null;
      const keys = rows.filter((row) => row.id !== null).map(toApiKey);
      return toPage(keys, { limit }, ({ id }) => id);
    },

    async revoke(tenantId, id, { now, callerId }) {
      const rows = await database.query(
        tenantId === null ? { scope: "system" } : { scope: "tenant", tenantId },
        { text: revokeApiKey, values: [id, tenantId, new Date(now).toISOString(), callerId] },
      );
      return rows.length > 0;
    },
  };
}

function valuesOf({ actor, idempotency, ...key }: NewApiKey): unknown[] {
  return [
    actor.tenantId,
    actor.ownerId,
    key.id,
    key.name,
    key.scopes,
    key.keyHash,
    actor.callerId,
    new Date(key.now).toISOString(),
    actor.mayProvision,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

function toOutcome(row: CreatedRow, { idempotency }: NewApiKey): CreatedKey {
  if (!row.tenant_known) return "tenant_unknown";
  if (row.created) return "created";
  return row.request_hash === idempotency?.requestHash ? "repeated" : "mismatch";
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    scopes: row.scopes,
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
    lastUsedAt: row.last_used_at?.getTime() ?? null,
    revokedAt: row.revoked_at?.getTime() ?? null,
  };
}
