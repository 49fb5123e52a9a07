import { quantile } from "./own-time.ts";
import type { TimedTurn } from "./talk-at-once.ts";
import type { Hop } from "./watch-hops.ts";

/** Of the way to the first word: what the stand-ins were asked, in order, when, and for how long; medians. */
export function describeHops(turns: readonly TimedTurn[], hops: readonly Hop[]): string[] {
  const rows = new Map<string, { at: number[]; took: number[] }>();
  for (const { sentAtMs, firstWordAtMs } of turns) {
    const counts = new Map<string, number>();
    for (const { name, beganAtMs, endedAtMs } of hops) {
      if (beganAtMs < sentAtMs || beganAtMs > firstWordAtMs) continue;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const row = rows.get(`${name} ${count}`) ?? { at: [], took: [] };
      row.at.push(beganAtMs - sentAtMs);
      row.took.push((endedAtMs || firstWordAtMs) - beganAtMs);
      rows.set(`${name} ${count}`, row);
    }
  }
  const firstWord = quantile(
    turns.map(({ sentAtMs, firstWordAtMs }) => firstWordAtMs - sentAtMs),
    0.5,
  );
  return [
    ...[...rows]
      .map(([name, { at, took }]) => ({
        name,
        at: quantile(at, 0.5),
        took: quantile(took, 0.5),
        times: at.length,
      }))
      .filter(({ times }) => times > turns.length / 3)
      .toSorted((a, b) => a.at - b.at)
      .map(
        ({ name, at, took }) => `${at.toFixed(1).padStart(7)} ms  ${name.padEnd(32)} ${took.toFixed(1)} ms`,
      ),
    `${firstWord.toFixed(1).padStart(7)} ms  first word at the client`,
  ];
}
