import type { Route } from "../route.ts";

/** Routes whose code and contracts are loaded with the first request to one of them: a cold start carries them not. */
export interface RouteGroup {
  /** What a start must know of them. */
  readonly addresses: readonly string[];
  load(): Promise<{ readonly routes: readonly Route[] }>;
}

export const routesOnDemand: readonly RouteGroup[] = [
  {
    addresses: [
      "GET /v1/conversations",
      "GET /v1/conversations/{id}",
      "PATCH /v1/conversations/{id}",
      "DELETE /v1/conversations/{id}",
      "GET /v1/conversations/{id}/messages",
      "GET /v1/conversations/{id}/sessions",
      "GET /v1/conversations/{id}/export",
      "POST /v1/conversations/import",
      "POST /v1/conversations/{id}/summarize",
      "POST /v1/conversation/reset",
      "POST /conversation/reset",
    ],
    load: () => import("./conversations/index.ts"),
  },
  {
    addresses: ["GET /v1/user-state", "PATCH /v1/user-state"],
    load: () => import("./user-state.ts"),
  },
  {
    addresses: [
      "POST /v1/calendar-feed",
      "GET /v1/calendar-feed",
      "DELETE /v1/calendar-feed",
      "GET /calendar/{file}",
    ],
    load: () => import("./calendar-feed.ts"),
  },
  {
    addresses: [
      "GET /v1/goals",
      "POST /v1/goals",
      "GET /v1/goals/{id}",
      "PATCH /v1/goals/{id}",
      "GET /v1/goals/{id}/tasks",
      "POST /v1/goals/{id}/tasks",
      "DELETE /v1/goals/{id}",
      "GET /v1/tasks",
      "POST /v1/tasks",
      "GET /v1/tasks/{id}",
      "PATCH /v1/tasks/{id}",
      "DELETE /v1/tasks/{id}",
      "GET /v1/events",
      "POST /v1/events",
      "GET /v1/events/{id}",
      "PATCH /v1/events/{id}",
      "DELETE /v1/events/{id}",
    ],
    load: () => import("./coach/index.ts"),
  },
  {
    addresses: [
      "GET /v1/reminders",
      "POST /v1/reminders",
      "GET /v1/reminders/{id}",
      "PATCH /v1/reminders/{id}",
      "POST /v1/reminders/{id}/snooze",
      "POST /v1/reminders/{id}/ack",
      "DELETE /v1/reminders/{id}",
      "GET /v1/notifications",
      "GET /v1/notifications/{id}",
      "PATCH /v1/notifications/{id}",
      "POST /v1/notifications/{id}/ack",
      "DELETE /v1/notifications/{id}",
      "GET /v1/check-ins",
      "POST /v1/check-ins",
      "GET /v1/check-ins/{id}",
      "PATCH /v1/check-ins/{id}",
      "DELETE /v1/check-ins/{id}",
    ],
    load: () => import("./coach/reminders/index.ts"),
  },
  {
    addresses: ["GET /v1/graph", "POST /v1/graph/merge"],
    load: () => import("./graph.ts"),
  },
  {
    addresses: [
      "GET /v1/admin/users",
      "PATCH /v1/admin/users/{id}",
      "DELETE /v1/admin/users/{id}",
      "GET /v1/admin/deletions/{id}",
      "GET /v1/admin/sessions",
      "GET /v1/admin/audit",
      "POST /v1/admin/api-keys",
      "GET /v1/admin/api-keys",
      "DELETE /v1/admin/api-keys/{id}",
      "POST /v1/admin/tenants",
      "GET /v1/admin/tenants",
      "PATCH /v1/admin/tenants/{id}",
      "GET /v1/admin/usage",
      "GET /v1/admin/retention/policies/{tenant}",
      "PUT /v1/admin/retention/policies/{tenant}",
      "POST /v1/admin/retention/run",
      "GET /v1/admin/retention/runs",
      "GET /v1/admin/retention/runs/{id}",
      "GET /v1/admin/jobs",
      "POST /v1/admin/jobs/{id}/retry",
      "POST /v1/admin/dlq/{queue}/redrive",
      "POST /v1/admin/reembed",
      "GET /v1/admin/migrations",
      "POST /v1/admin/migrations",
    ],
    load: () => import("./administration.ts"),
  },
];
