import { actFor } from "#shared/domain/access/act-for.ts";
import { showMetrics } from "#shared/domain/metrics/show-metrics.ts";
import { metricsContract } from "#shared/wire/http/metrics.ts";
import { expositionType, renderExposition } from "../metrics/render-exposition.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const metricsRoute = route(metricsContract, async ({ caller, query, ports, settings }) => {
  actFor(caller, toNamed(query));
  const build = { version: settings.AIMI_VERSION, environment: settings.AIMI_STAGE };
  const families = await showMetrics(ports, build);
  return new Response(renderExposition(families), { headers: { "content-type": expositionType } });
});
