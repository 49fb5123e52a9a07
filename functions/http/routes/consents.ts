import { personOf } from "#shared/domain/access/person-of.ts";
import { recordConsent } from "#shared/domain/users/record-consent.ts";
import type { Consent } from "#shared/ports/consents.ts";
import { listConsentsContract, recordConsentContract } from "#shared/wire/http/consents.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const recordConsentRoute = route(recordConsentContract, async (call) => {
  const { granted, document = null } = call.body;
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const consent = await recordConsent(call.ports, { person, type: call.params.type, granted, document });
  return { status: 200, body: toResponse(consent), tenantId: person.tenantId };
});

export const listConsentsRoute = route(listConsentsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const page = await ports.consents.list(person, { limit: query.limit, after: query.cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: person.tenantId };
});

function toResponse(consent: Consent) {
  return {
    id: consent.id,
    type: consent.type,
    granted: consent.granted,
    document: consent.document,
    recorded_at: toInstant(consent.recordedAt),
    is_current: consent.isCurrent,
  };
}
