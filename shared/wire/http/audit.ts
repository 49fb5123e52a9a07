import * as z from "zod";
import { clientId, instantOut, named, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

export const auditEntry = z
  .object({
    id: uuid,
    tenant_id: clientId,
    user_id: clientId.nullable().meta({ description: "Whom it is about" }),
    actor_id: z.string().meta({ description: "Who did it: a key, a person, or development" }),
    action: z.string().meta({ examples: ["user.disabled"] }),
    subject: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    at: instantOut,
  })
  .meta({ id: "AuditEntry" });

export const listAuditContract = contract({
  operationId: "listAudit",
  method: "get",
  path: "/v1/admin/audit",
  tag: "Administration",
  summary: "List what was done by whom, newest first",
  scope: "admin",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(auditEntry) } },
});
