import type { ModelAnswer } from "#local/model/start-model.ts";
import { markOf, type TimedTurn } from "./talk-at-once.ts";

export interface OwnTime {
  readonly p50: number;
  readonly p95: number;
  /** The same with what the gateway let frames dawdle, so that they overtake each other: a network's time. */
  readonly withNetwork: number;
  readonly network: number;
  readonly model: number;
  readonly embedder: number;
}

/** A frame of a client, and how long the gateway kept it before it went on. */
export interface Dawdled {
  readonly frame: string;
  readonly ms: number;
}

/**
 * From the client's frame to its first word, less what the model and the embedder took for it, and what the gateway
 * let the frame dawdle; in milliseconds.
 */
export function ownTimes(
  turns: readonly TimedTurn[],
  answers: readonly ModelAnswer[],
  dawdled: readonly Dawdled[],
): OwnTime {
  const network = new Map<string, number>();
  for (const { frame, ms } of dawdled) {
    const mark = markOf(frame);
    if (mark !== undefined) network.set(mark, ms);
  }
  const model = new Map<string, number>();
  const embedder = new Map<string, number>();
  for (const { path, body, arrivedAtMs, beganAtMs } of answers) {
    const mark = markOf(body);
    const times = path.endsWith("/chat/completions") ? model : embedder;
    if (mark !== undefined && !times.has(mark)) times.set(mark, beganAtMs - arrivedAtMs);
  }
  const all = turns.map(
    ({ mark, sentAtMs, firstWordAtMs }) =>
      firstWordAtMs - sentAtMs - (model.get(mark) ?? 0) - (embedder.get(mark) ?? 0),
  );
  const own = all.map((ms, at) => ms - (network.get(turns[at]!.mark) ?? 0));
  return {
    p50: quantile(own, 0.5),
    p95: quantile(own, 0.95),
    withNetwork: quantile(all, 0.5),
    network: quantile([...network.values()], 0.5),
    model: quantile([...model.values()], 0.5),
    embedder: quantile([...embedder.values()], 0.5),
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
