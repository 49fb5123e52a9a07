import * as z from "zod";
import { named } from "../primitives.ts";
import { contract } from "./contract.ts";

export const metricsContract = contract({
  operationId: "getMetrics",
  method: "get",
  path: "/metrics",
  tag: "Operations",
  summary: "Counters and gauges for Prometheus",
  description:
    "Prometheus' text format 0.0.4. What all instances of the stage have counted together, but for what another one counted within the last half minute or so. Open in dev mode and where AIMI_METRICS_OPEN is true.",
  scope: "operator",
  openedBy: "AIMI_METRICS_OPEN",
  query: z.object(named),
  responses: { 200: { description: "The metrics", contentType: "text/plain" } },
});
