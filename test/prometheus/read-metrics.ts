import { checkExposition } from "./check-exposition.ts";
import type { ParsedFamily } from "./parse-exposition.ts";

export type Metrics = ReturnType<typeof readMetrics>;

/** An exposition that holds, to be asked for its numbers. */
export function readMetrics(text: string) {
  const families = checkExposition(text);
  const samples = [...families.values()].flatMap((family: ParsedFamily) => family.samples);

  /** The sum over all series of this name that have these labels; undefined where there is none. */
  const find = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined => {
    const wanted = Object.entries(labels);
    const found = samples.filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  };
  return {
    families,
    find,
    requests: (labels: Readonly<Record<string, string>>) =>
      find("http_request_duration_seconds_count", labels) ?? 0,
  };
}
