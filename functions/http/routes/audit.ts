import { actFor } from "#shared/domain/access/act-for.ts";
import type { AuditEntry } from "#shared/ports/audit-log.ts";
import { listAuditContract } from "#shared/wire/http/audit.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const listAuditRoute = route(listAuditContract, async ({ caller, query, ports }) => {
  const actor = actFor(caller, toNamed(query));
  const page = await ports.auditLog.list(actor, { limit: query.limit, after: query.cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: actor.tenantId };
});

function toResponse(entry: AuditEntry) {
  return {
    id: entry.id,
    tenant_id: entry.tenantId,
    user_id: entry.userId,
    actor_id: entry.actorId,
    action: entry.action,
    subject: entry.subject,
    details: entry.details,
    at: toInstant(entry.at),
  };
}
