import * as z from "zod";
import { clientId, instantOut, named, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";
import { deletion } from "./users.ts";

const count = z.int();

export const tenantUser = z
  .object({
    id: clientId,
    tenant_id: clientId,
    name: z.string().nullable(),
    conversations: count,
    messages: count.meta({ description: "Those that retention put away included" }),
    memories: count,
    created_at: instantOut,
    last_seen_at: instantOut.meta({ description: "To a quarter of an hour" }),
    disabled: z.boolean(),
    disabled_at: instantOut.nullable(),
    erasing: z.boolean().meta({ description: "All that is theirs is being erased" }),
  })
  .meta({ id: "TenantUser" });

export const session = z
  .object({
    id: uuid,
    user_id: clientId,
    method: z.string(),
    device_name: z.string().nullable(),
    created_at: instantOut,
    last_used_at: instantOut,
    expires_at: instantOut,
  })
  .meta({ id: "Session" });

const about = { tag: "Administration", scope: "admin" } as const;
const user = { path: "/v1/admin/users/{id}", params: z.object({ id: clientId }) } as const;

export const listUsersContract = contract({
  ...about,
  operationId: "listUsers",
  method: "get",
  path: "/v1/admin/users",
  summary: "List a tenant's users with what they have, by id",
  query: z.object({ ...named, ...pageQuery(clientId) }),
  responses: { 200: { description: "A page", schema: pageOf(tenantUser) } },
});

export const disableUserContract = contract({
  ...about,
  ...user,
  operationId: "disableUser",
  method: "patch",
  summary: "Shut a user out, or let them in again",
  description:
    "Sign-ins, keys that act for the user and sockets end within seconds. Who is let in again signs in anew.",
  query: z.object(named),
  body: z.object({ ...named, disabled: z.boolean() }).meta({ id: "UserDisabling" }),
  responses: { 200: { description: "The user", schema: tenantUser } },
});

export const eraseUserContract = contract({
  ...about,
  ...user,
  operationId: "eraseUser",
  method: "delete",
  summary: "Erase a user and all that is theirs",
  description: "As DELETE /v1/users/me does.",
  leavesWork: true,
  query: z.object(named),
  responses: { 202: { description: "The erasure, which has begun", schema: deletion } },
});

export const getDeletionContract = contract({
  ...about,
  operationId: "getDeletion",
  method: "get",
  path: "/v1/admin/deletions/{id}",
  summary: "See how far an erasure is",
  params: z.object({ id: uuid }),
  query: z.object(named),
  responses: { 200: { description: "The erasure", schema: deletion } },
});

export const listSessionsContract = contract({
  ...about,
  operationId: "listSessions",
  method: "get",
  path: "/v1/admin/sessions",
  summary: "List the devices on which a tenant's users are signed in, latest first",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(session) } },
});
