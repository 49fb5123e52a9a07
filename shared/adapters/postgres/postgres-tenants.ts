import type { NewTenant, Tenant, TenantSettings, Tenants } from "../../ports/tenants.ts";
import createTenant from "./create-tenant.sql";
import type { Database } from "./database.ts";
import { toPage } from "./page-of.ts";
import updateTenant from "./update-tenant.sql";

interface TenantRow {
  id: string;
  name: string;
  created_at: Date;
  weight_similarity: number | null;
  weight_importance: number | null;
  weight_decay: number | null;
  half_life_days: number | null;
  limits: { requests_per_minute?: number | null };
  extraction: boolean | null;
  forbidden_types: string[];
  consent_defaults: string[];
  care_answer: string | null;
}

interface CreatedRow {
  created_at: Date | null;
  kept_hash: string | null;
  kept_at: Date | null;
}

const listTenants = "select * from tenants where ($1::text is null or id > $1) order by id limit $2::int";

export function postgresTenants(database: Database): Tenants {
  return {
    async create(tenant) {
      const [row] = await database.query<CreatedRow>(
        { scope: "tenant", tenantId: tenant.actor.tenantId },
        { text: createTenant, values: valuesOf(tenant) },
      );
      const { created_at, kept_hash, kept_at } = row!;
      if (created_at) return { outcome: "created", createdAt: created_at.getTime() };
      if (kept_hash === null || kept_at === null) return { outcome: "taken" };
      if (kept_hash !== tenant.idempotency?.requestHash) return { outcome: "mismatch" };
      return { outcome: "created", createdAt: kept_at.getTime() };
    },

    async list({ limit, after }) {
      const rows = await database.query<TenantRow>(
        { scope: "system" },
        { text: listTenants, values: [after, limit + 1] },
      );
      return toPage(rows.map(toTenant), { limit }, ({ id }) => id);
    },

    async update({ tenantId, mayProvision, callerId }, change, now) {
      const values = [
        tenantId,
        JSON.stringify(toColumns(change)),
        mayProvision,
        new Date(now).toISOString(),
        callerId,
      ];
      const reach = { scope: "tenant", tenantId } as const;
      const [row] = await database.query<TenantRow>(reach, { text: updateTenant, values });
      return row ? toTenant(row) : null;
    },
  };
}

function valuesOf({ actor, name, now, idempotency }: NewTenant): unknown[] {
  return [
    actor.tenantId,
    actor.ownerId,
    name,
    actor.callerId,
    new Date(now).toISOString(),
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

/** What is left out of the change is left out of the JSON too. */
function toColumns({ weights, requestsPerMinute, ...change }: Partial<TenantSettings>) {
  return {
    weight_similarity: weights?.similarity,
    weight_importance: weights?.importance,
    weight_decay: weights?.decay,
    half_life_days: change.halfLifeDays,
    limits: requestsPerMinute === undefined ? undefined : { requests_per_minute: requestsPerMinute },
    extraction: change.extraction,
    forbidden_types: change.forbiddenTypes,
    consent_defaults: change.consentDefaults,
    care_answer: change.careAnswer,
  };
}

function toTenant(row: TenantRow): Tenant {
  return {
    id: row.id,
    name: row.name,
    weights: {
      similarity: row.weight_similarity,
      importance: row.weight_importance,
      decay: row.weight_decay,
    },
    halfLifeDays: row.half_life_days,
    requestsPerMinute: row.limits.requests_per_minute ?? null,
    extraction: row.extraction,
    forbiddenTypes: row.forbidden_types,
    consentDefaults: row.consent_defaults,
    careAnswer: row.care_answer,
    createdAt: row.created_at.getTime(),
  };
}
