import type { MetricFamily, Sample } from "#shared/domain/metrics/metric-family.ts";

export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Prometheus' text format. */
export function renderExposition(families: readonly MetricFamily[]): string {
  return families.map(renderFamily).join("");
}

function renderFamily({ name, type, help, samples }: MetricFamily): string {
  const lines = samples.map((sample) => renderSample(name, sample));
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

function renderSample(name: string, { suffix, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  const braced = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
  return `${name}${suffix ?? ""}${braced} ${value}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
