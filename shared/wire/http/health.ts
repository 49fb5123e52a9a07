import * as z from "zod";
import { instantOut } from "../primitives.ts";
import { contract } from "./contract.ts";

const seen = z.enum(["ok", "unavailable"]);

const health = z
  .object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    version: z.string(),
    database: seen,
    llm: seen,
  })
  .meta({ id: "Health" });

export const healthContract = contract({
  operationId: "getHealth",
  method: "get",
  path: "/health",
  tag: "Operations",
  summary: "Is it well?",
  description:
    "What this instance last saw. Postgres and the model are asked at most every ten minutes, so that a monitor keeps neither awake.",
  scope: "open",
  responses: {
    200: { description: "Healthy or degraded", schema: health },
    503: { description: "Unhealthy", schema: health },
  },
});

const adminHealth = z
  .object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    latency_ms: z.number().nullable().meta({ description: "One round trip to Postgres; null if it failed" }),
    uptime_seconds: z.number(),
    version: z.string(),
    environment: z.string(),
    migrations: z.object({ applied: z.number(), latest: z.string().nullable() }).nullable(),
    retention: z.object({
      last_run: instantOut.nullable().meta({ description: "When a run of any tenant was last finished" }),
    }),
    queues: z.record(
      z.string(),
      z.object({ waiting: z.number(), in_flight: z.number(), dead: z.number() }).nullable(),
    ),
  })
  .meta({ id: "AdminHealth" });

export const adminHealthContract = contract({
  operationId: "getAdminHealth",
  method: "get",
  path: "/v1/admin/health",
  tag: "Operations",
  summary: "Database, migrations and queues, asked now",
  scope: "open",
  responses: {
    200: { description: "Healthy or degraded", schema: adminHealth },
    503: { description: "Unhealthy", schema: adminHealth },
  },
});
