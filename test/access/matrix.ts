import type { ClientFrame } from "#shared/wire/frames/client-frame.ts";
import type { Scope } from "#shared/wire/http/contract.ts";

export interface Row {
  /** "open" asks for no credentials; "dev" is there in dev mode alone; else the scope that it takes. */
  readonly may: Scope | "open" | "dev";
  /** It makes sense for a person alone: a key must name one. */
  readonly person?: true;
  /** What it names in its path is a user's, or a tenant's: for everybody else it is not there. */
  readonly whose?: "user" | "tenant";
  /** A key may come as its bearer. */
  readonly keyAsBearer?: true;
  /** The person who calls it is there no more. */
  readonly leaves?: true;
}

const open: Row = { may: "open" };
const reads: Row = { may: "memory:read" };
const writes: Row = { may: "memory:write" };
const chats: Row = { may: "chat", person: true };
const admin: Row = { may: "admin" };
const operator: Row = { may: "operator" };
const ofUser = { whose: "user" } as const;
const readsOwn: Row = { ...reads, person: true };
const writesOwn: Row = { ...writes, person: true };
const asOpenAi = { keyAsBearer: true } as const;
const ofTenant = { whose: "tenant" } as const;

/** Who may call what. A route that has no line here fails the build, and so does a line that has no route. */
export const routeRows: Readonly<Record<string, Row>> = {
  "POST /v1/messages": writes,
  "POST /v1/messages/batch": writes,
  "GET /v1/messages/{id}": { ...reads, ...ofUser },
  "GET /v1/memory/search": reads,
  "POST /v1/memory/search": reads,
  "GET /v1/memories": reads,
  "POST /v1/memories": writes,
  "GET /v1/memories/{id}": { ...reads, ...ofUser },
  "PATCH /v1/memories/{id}": { ...writes, ...ofUser },
  "GET /v1/memories/{id}/history": { ...reads, ...ofUser },
  "POST /v1/memories/{id}/feedback": { ...writes, ...ofUser },
  "DELETE /v1/memories/{id}": { ...writes, ...ofUser },
  "POST /v1/memory/clear": writes,
  "POST /memory/clear": writes,
  "GET /v1/archive": reads,
  "POST /v1/archive/{id}/restore": { ...writes, ...ofUser },

  "GET /v1/graph": reads,
  "POST /v1/graph/merge": writes,

  "POST /chat": chats,
  "POST /v1/chat": chats,
  "GET /v1/chat/{turn_id}": chats,

  "POST /v1/chat/completions": { ...chats, ...asOpenAi },
  "GET /v1/models": { may: "chat", ...asOpenAi },
  "GET /v1/models/{model}": { may: "chat", ...asOpenAi },
  "POST /v1/embeddings": { ...reads, ...asOpenAi },

  "GET /v1/conversations": readsOwn,
  "GET /v1/conversations/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/conversations/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/conversations/{id}": { ...writesOwn, ...ofUser },
  "GET /v1/conversations/{id}/messages": { ...readsOwn, ...ofUser },
  "GET /v1/conversations/{id}/sessions": { ...readsOwn, ...ofUser },
  "GET /v1/conversations/{id}/export": { ...readsOwn, ...ofUser },
  "POST /v1/conversations/import": writesOwn,
  "POST /v1/conversations/{id}/summarize": { ...chats, ...ofUser },
  "POST /v1/conversation/reset": chats,
  "POST /conversation/reset": chats,

  "GET /v1/goals": readsOwn,
  "POST /v1/goals": writesOwn,
  "GET /v1/goals/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/goals/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/goals/{id}": { ...writesOwn, ...ofUser },
  "GET /v1/goals/{id}/tasks": { ...readsOwn, ...ofUser },
  "POST /v1/goals/{id}/tasks": { ...writesOwn, ...ofUser },
  "GET /v1/tasks": readsOwn,
  "POST /v1/tasks": writesOwn,
  "GET /v1/tasks/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/tasks/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/tasks/{id}": { ...writesOwn, ...ofUser },
  "GET /v1/events": readsOwn,
  "POST /v1/events": writesOwn,
  "GET /v1/events/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/events/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/events/{id}": { ...writesOwn, ...ofUser },
  "GET /v1/reminders": readsOwn,
  "POST /v1/reminders": writesOwn,
  "GET /v1/reminders/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/reminders/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/reminders/{id}": { ...writesOwn, ...ofUser },
  "POST /v1/reminders/{id}/snooze": { ...writesOwn, ...ofUser },
  "POST /v1/reminders/{id}/ack": { ...writesOwn, ...ofUser },
  "GET /v1/notifications": readsOwn,
  "GET /v1/notifications/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/notifications/{id}": { ...writesOwn, ...ofUser },
  "POST /v1/notifications/{id}/ack": { ...writesOwn, ...ofUser },
  "DELETE /v1/notifications/{id}": { ...writesOwn, ...ofUser },
  "GET /v1/check-ins": readsOwn,
  "POST /v1/check-ins": writesOwn,
  "GET /v1/check-ins/{id}": { ...readsOwn, ...ofUser },
  "PATCH /v1/check-ins/{id}": { ...writesOwn, ...ofUser },
  "DELETE /v1/check-ins/{id}": { ...writesOwn, ...ofUser },

  "GET /v1/user-state": readsOwn,
  "PATCH /v1/user-state": writesOwn,
  "GET /v1/users/me": readsOwn,
  "PATCH /v1/users/me": writesOwn,
  "DELETE /v1/users/me": { ...writesOwn, leaves: true },
  "GET /v1/users/me/export": readsOwn,
  "POST /v1/users/me/devices": writesOwn,
  "GET /v1/users/me/devices": readsOwn,
  "DELETE /v1/users/me/devices/{id}": { ...writesOwn, ...ofUser },
  "PUT /v1/users/me/consents/{type}": writesOwn,
  "GET /v1/users/me/consents": readsOwn,

  "POST /v1/calendar-feed": writesOwn,
  "GET /v1/calendar-feed": readsOwn,
  "DELETE /v1/calendar-feed": writesOwn,
  "GET /calendar/{file}": open,

  "POST /v1/auth/apple": open,
  "POST /v1/auth/apple/notifications": open,
  "POST /v1/auth/dev": { may: "dev" },
  "POST /v1/auth/refresh": open,
  "POST /v1/auth/logout": chats,
  "GET /v1/auth/devices": chats,
  "DELETE /v1/auth/devices/{id}": { ...chats, ...ofUser },
  "POST /v1/auth/ws-ticket": chats,
  "GET /.well-known/jwks.json": open,

  "GET /v1/admin/users": admin,
  "PATCH /v1/admin/users/{id}": { ...admin, ...ofTenant },
  "DELETE /v1/admin/users/{id}": { ...admin, ...ofTenant },
  "GET /v1/admin/deletions/{id}": { ...admin, ...ofTenant },
  "GET /v1/admin/sessions": admin,
  "GET /v1/admin/audit": admin,
  "POST /v1/admin/api-keys": admin,
  "GET /v1/admin/api-keys": admin,
  "DELETE /v1/admin/api-keys/{id}": { ...admin, ...ofTenant },
  "POST /v1/admin/tenants": operator,
  "GET /v1/admin/tenants": operator,
  "PATCH /v1/admin/tenants/{id}": admin,
  "GET /v1/admin/usage": admin,
  "GET /v1/admin/retention/policies/{tenant}": admin,
  "PUT /v1/admin/retention/policies/{tenant}": admin,
  "POST /v1/admin/retention/run": admin,
  "GET /v1/admin/retention/runs": admin,
  "GET /v1/admin/retention/runs/{id}": { ...admin, ...ofTenant },
  "GET /v1/admin/jobs": admin,
  "POST /v1/admin/jobs/{id}/retry": { ...admin, ...ofTenant },
  "POST /v1/admin/dlq/{queue}/redrive": operator,
  "POST /v1/admin/reembed": admin,
  "GET /v1/admin/migrations": operator,
  "POST /v1/admin/migrations": operator,

  "GET /health": open,
  "GET /v1/admin/health": open,
  "GET /metrics": operator,
  "GET /openapi.json": open,
  "GET /docs": open,
  "GET /redoc": open,
};

/** A frame comes over a socket, and a socket is a person's who may chat. */
export const frameRows: Readonly<Record<ClientFrame["type"], Row>> = {
  ping: chats,
  "chat.send": chats,
  "chat.watch": chats,
  "chat.resume": chats,
  "chat.cancel": chats,
  "reminder.ack": chats,
  "reminder.snooze": chats,
};
