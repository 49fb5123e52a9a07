import { actFor } from "#shared/domain/access/act-for.ts";
import { metricsContract } from "#shared/wire/http/metrics.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const metricsRoute = route(metricsContract, async ({ caller, query, ports, settings }) => {
  actFor(caller, toNamed(query));
  const { answerMetrics } = await import("../metrics/answer-metrics.ts");
  return await answerMetrics(ports, { version: settings.AIMI_VERSION, environment: settings.AIMI_STAGE });
});
