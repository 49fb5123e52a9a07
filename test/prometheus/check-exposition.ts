import { type ParsedFamily, type ParsedSample, parseExposition, parseValue } from "./parse-exposition.ts";

/** Parses, and holds every family against what its type promises. */
export function checkExposition(text: string): ReadonlyMap<string, ParsedFamily> {
  const families = parseExposition(text);
  refuseRepeats(families.flatMap(({ samples }) => samples).map(seriesOf));
  for (const family of families) {
    if (family.type === "counter") checkCounter(family);
    if (family.type === "histogram") checkHistogram(family);
  }
  return new Map(families.map((family) => [family.name, family]));
}

function checkCounter({ name, samples }: ParsedFamily): void {
  if (!name.endsWith("_total")) throw new Error(`${name}: a counter's name ends with _total`);
  for (const { value } of samples) if (!(value >= 0)) throw new Error(`${name} counts ${value}`);
}

function checkHistogram({ name, samples }: ParsedFamily): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => seriesOf({ name, labels }));
  for (const [series, group] of groups) {
    const of = (suffix: string) => group.filter((sample) => sample.name === `${name}${suffix}`);
    const [buckets, sums, counts] = [of("_bucket"), of("_sum"), of("_count")];
    if (sums.length !== 1 || counts.length !== 1) throw new Error(`${series}: one sum and one count`);
    if ([...sums, ...counts].some(({ labels }) => "le" in labels))
      throw new Error(`${series}: le has no place`);
    const bounds = buckets.map(({ labels }) => parseValue(labels.le ?? "none"));
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${series}: the last bucket is +Inf`);
    refuseFall(series, bounds, { strictly: true });
    refuseFall(series, [0, ...buckets.map(({ value }) => value)], { strictly: false });
    if (buckets.at(-1)!.value !== counts[0]!.value) throw new Error(`${series}: +Inf is not the count`);
    if (!(sums[0]!.value >= 0)) throw new Error(`${series}: the sum is ${sums[0]!.value}`);
  }
}

function refuseFall(series: string, values: readonly number[], { strictly }: { strictly: boolean }): void {
  for (let at = 1; at < values.length; at++) {
    const [before, after] = [values[at - 1]!, values[at]!];
    if (!(strictly ? after > before : after >= before))
      throw new Error(`${series}: ${after} after ${before}`);
  }
}

function refuseRepeats(series: readonly string[]): void {
  const repeated = series.find((one, at) => series.indexOf(one) !== at);
  if (repeated) throw new Error(`${repeated} is there twice`);
}

function seriesOf({ name, labels }: Pick<ParsedSample, "name" | "labels">): string {
  return `${name}${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}
