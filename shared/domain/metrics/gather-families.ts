import { counters, gauges, timings } from "../../ports/metrics.ts";
import type { MetricFamily, Sample } from "./metric-family.ts";
import { lastBucket, readField, sumPart } from "./metric-field.ts";

/** The parts of one series, by name; the one part of a counter or gauge has none. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly parts: Map<string, number>;
}

const onlyPart = "";
const breakerShownMs = 60_000;

/** How the number that was reported is shown. */
const shownAs: Readonly<Record<keyof typeof gauges, (value: number, now: number) => number>> = {
  aimi_model_breaker_open: (openUntil, now) => (openUntil > now - breakerShownMs ? 1 : 0),
  aimi_retention_last_run_timestamp_seconds: (seconds) => seconds,
};

/** What was handed on, as metrics; what this release does not know is left out. */
export function gatherFamilies(totals: Readonly<Record<string, number>>, now: number): MetricFamily[] {
  const numbers = Object.entries(totals).flatMap(([field, value]) => {
    const parts = readField(field);
    return parts ? [{ name: parts[0], rest: parts.slice(1), value }] : [];
  });
  const byName = Map.groupBy(numbers, ({ name }) => name);

  function seriesOf(name: string, labelNames: readonly string[], partCount: 0 | 1): Series[] {
    const found = new Map<string, Series>();
    for (const { rest, value } of byName.get(name) ?? []) {
      if (rest.length !== labelNames.length + partCount) continue;
      const values = rest.slice(0, labelNames.length);
      const key = JSON.stringify(values);
      const labels = Object.fromEntries(labelNames.map((label, at) => [label, values[at]!]));
      if (!found.has(key)) found.set(key, { labels, parts: new Map() });
      found.get(key)!.parts.set(rest[labelNames.length] ?? onlyPart, value);
    }
    if (found.size === 0 && labelNames.length === 0) return [{ labels: {}, parts: new Map() }];
    return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
  }

  return [
    ...Object.entries(timings).map(([name, { help, labels, bucketSeconds }]) => ({
      ...{ name, help, type: "histogram" as const },
      samples: seriesOf(name, labels, 1).flatMap((series) => samplesOfTiming(series, bucketSeconds)),
    })),
    ...Object.entries(counters).map(([name, { help, labels }]) => ({
      ...{ name, help, type: "counter" as const },
      samples: seriesOf(name, labels, 0).map((series) => ({
        labels: series.labels,
        value: series.parts.get(onlyPart) ?? 0,
      })),
    })),
    ...Object.entries(gauges).map(([name, { help, labels }]) => ({
      ...{ name, help, type: "gauge" as const },
      samples: seriesOf(name, labels, 0).flatMap((series) => {
        const value = series.parts.get(onlyPart);
        if (value === undefined) return [];
        return [{ labels: series.labels, value: shownAs[name as keyof typeof gauges](value, now) }];
      }),
    })),
  ];
}

/** Buckets of an older release count in the next larger one of today. */
function samplesOfTiming({ labels, parts }: Series, bucketSeconds: readonly number[]): Sample[] {
  const counted = [...parts].filter(([part]) => part !== sumPart && !Number.isNaN(boundOf(part)));
  const upTo = (bound: number) =>
    counted.reduce((sum, [part, count]) => (boundOf(part) <= bound ? sum + count : sum), 0);
  const bounds = [...bucketSeconds, Number.POSITIVE_INFINITY];
  return [
    ...bounds.map((bound) => ({
      suffix: "_bucket" as const,
      labels: { ...labels, le: bound === Number.POSITIVE_INFINITY ? lastBucket : String(bound) },
      value: upTo(bound),
    })),
    { suffix: "_sum", labels, value: (parts.get(sumPart) ?? 0) / 1e6 },
    { suffix: "_count", labels, value: upTo(Number.POSITIVE_INFINITY) },
  ];
}

function boundOf(part: string): number {
  return part === lastBucket ? Number.POSITIVE_INFINITY : Number(part);
}
