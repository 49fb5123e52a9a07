import { checkHealth } from "#shared/domain/health/check-health.ts";
import { healthContract } from "#shared/wire/http/health.ts";
import { route } from "../route.ts";

export const healthRoute = route(healthContract, async ({ ports, settings }) => {
  const { status, database, llm } = await checkHealth(ports);
  const body = { status, version: settings.AIMI_VERSION, database, llm };
  return { status: status === "unhealthy" ? 503 : 200, body };
});
