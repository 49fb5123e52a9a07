import type * as z from "zod";
import { actFor } from "#shared/domain/access/act-for.ts";
import { createTenant } from "#shared/domain/tenants/create-tenant.ts";
import { updateTenant } from "#shared/domain/tenants/update-tenant.ts";
import type { Tenant, TenantSettings } from "#shared/ports/tenants.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import {
  createTenantContract,
  listTenantsContract,
  updateTenantContract,
} from "#shared/wire/http/tenants.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const createTenantRoute = route(createTenantContract, async (call) => {
  const { id, name } = call.body;
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body), { tenantId: id });
  const made = await createTenant(call.ports, { actor, name, idempotency: call.idempotency });
  return { status: 201, body: toResponse(made), tenantId: id };
});

export const listTenantsRoute = route(listTenantsContract, async (call) => {
  const { limit, cursor } = call.query;
  actFor(call.caller, toNamed(call.query));
  const page = await call.ports.tenants.list({ limit, after: cursor ?? null });
  return { status: 200, body: { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) } };
});

export const updateTenantRoute = route(updateTenantContract, async (call) => {
  const { id } = call.params;
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body), { tenantId: id });
  const changed = await updateTenant(call.ports, { caller: call.caller, actor, change: toChange(call.body) });
  return { status: 200, body: toResponse(changed), tenantId: id };
});

type Given = z.output<NonNullable<typeof updateTenantContract.body>>;

function toChange({ weights, half_life_days, limits, ...given }: Given) {
  const { extraction, forbidden_types, consent_defaults, care_answer } = given;
  const unset = { similarity: null, importance: null, decay: null };
  const requestsPerMinute = limits?.requests_per_minute;
  const change: Partial<TenantSettings> = {
    ...(weights !== undefined && { weights: { ...unset, ...weights } }),
    ...(half_life_days !== undefined && { halfLifeDays: half_life_days }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(extraction !== undefined && { extraction }),
    ...(forbidden_types !== undefined && { forbiddenTypes: forbidden_types }),
    ...(consent_defaults !== undefined && { consentDefaults: consent_defaults }),
    ...(care_answer !== undefined && { careAnswer: care_answer }),
  };
  return change;
}

function toResponse(tenant: Tenant) {
  return {
    id: tenant.id,
    name: tenant.name,
    weights: tenant.weights,
    half_life_days: tenant.halfLifeDays,
    limits: { requests_per_minute: tenant.requestsPerMinute },
    extraction: tenant.extraction,
    forbidden_types: tenant.forbiddenTypes,
    consent_defaults: tenant.consentDefaults,
    care_answer: tenant.careAnswer,
    created_at: new Date(tenant.createdAt).toISOString(),
  };
}
