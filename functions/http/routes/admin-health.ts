import { inspectOperations } from "#shared/domain/health/inspect-operations.ts";
import { adminHealthContract } from "#shared/wire/http/health.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";

export const adminHealthRoute = route(adminHealthContract, async ({ ports, settings }) => {
  const seen = await inspectOperations(ports);
  const queues = Object.entries(seen.queues).map(([name, depth]) => [
    name,
    depth && { waiting: depth.waiting, in_flight: depth.inFlight, dead: depth.dead },
  ]);
  const body = {
    status: seen.status,
    latency_ms: seen.latencyMs,
    uptime_seconds: Math.round(process.uptime()),
    version: settings.AIMI_VERSION,
    environment: settings.AIMI_STAGE,
    migrations: seen.migrations,
    retention: { last_run: toInstant(seen.lastRetentionAt) },
    queues: Object.fromEntries(queues),
  };
  return { status: seen.status === "unhealthy" ? 503 : 200, body };
});
