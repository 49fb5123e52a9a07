import { type Build, showMetrics } from "#shared/domain/metrics/show-metrics.ts";
import type { Ports } from "../app.ts";
import { expositionType, renderExposition } from "./render-exposition.ts";

export async function answerMetrics(ports: Ports, build: Build): Promise<Response> {
  const families = await showMetrics(ports, build);
  return new Response(renderExposition(families), { headers: { "content-type": expositionType } });
}
