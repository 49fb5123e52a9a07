import { cpus } from "node:os";
import type { Compared } from "./compare-systems.ts";
import type { Ingest, IngestRate } from "./measure-ingest.ts";
import type { RoundTrips } from "./measure-round-trips.ts";
import { quantile, type Searched } from "./measure-search.ts";

interface Results extends Compared {
  readonly others: number;
  readonly roundTrips: ReadonlyMap<string, RoundTrips>;
}

/** How many times faster than mem0, and how many times slower than at the first size, by messages of the owner. */
const ingestGoal = 3;
const fasterGoals = new Map([
  [3_000, 3],
  [50_000, 5],
]);
const slowerGoals = new Map([
  [50_000, 8],
  [200_000, 20],
]);

/** Prints everything as markdown for docs/benchmarks.md, and says whether all goals hold. */
export function report(results: Results): boolean {
  const { ingest, searched, others, roundTrips, postgres } = results;
  const verdicts: boolean[] = [];
  const judge = (ratio: number, holds: boolean) => {
    verdicts.push(holds);
    return `${ratio.toFixed(1)} × (${holds ? "held" : "NOT HELD"})`;
  };
  const date = new Date().toISOString().slice(0, 10);
  console.log(`
## \`npm run bench:memory\` · ${date}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, ${postgres}

| messages a second until they can be searched | aimi | mem0 | aimi is faster |
| --- | --- | --- | --- |`);
  for (const [state, name] of [
    ["empty", "empty tables"],
    ["beside", `beside ${thousands(others)} messages of others`],
  ] as const) {
    for (const [caller, pick] of [
      ["one caller", alone],
      ["as many calls at once as suit each", best],
    ] as const) {
      const [ours, theirs] = [pick(ingest[state].aimi), pick(ingest[state].mem0)];
      const ratio = ours.rate / theirs.rate;
      const cells = [
        `${name}, ${caller}`,
        `${ours.rate.toFixed(0)} (batches at once: ${ours.atOnce})`,
        `${theirs.rate.toFixed(0)} (adds at once: ${theirs.atOnce})`,
      ];
      console.log(`| ${cells.join(" | ")} | ${judge(ratio, ratio >= ingestGoal)} |`);
    }
  }

  console.log(`
| search, ms | p50 | p95 | aimi is faster by p50, p95 | slower than at ${thousands(searched[0]!.size)} |
| --- | --- | --- | --- | --- |`);
  for (const row of searched) {
    const [p50, p95] = [quantile(row.ms, 0.5), quantile(row.ms, 0.95)];
    const cells = [`${row.system}, ${thousands(row.size)} messages`, p50.toFixed(1), p95.toFixed(1)];
    console.log(`| ${[...cells, comparison(row), growth(row)].join(" | ")} |`);
  }
  function comparison(row: Searched): string {
    const ours = searched.find(({ system, size }) => system === "aimi" && size === row.size)!;
    if (ours === row) return "";
    const goal = fasterGoals.get(row.size);
    return [0.5, 0.95]
      .map((share) => quantile(row.ms, share) / quantile(ours.ms, share))
      .map((ratio) => (goal === undefined ? `${ratio.toFixed(1)} ×` : judge(ratio, ratio >= goal)))
      .join(", ");
  }
  function growth(row: Searched): string {
    const goal = slowerGoals.get(row.size);
    if (row.system !== "aimi" || goal === undefined) return "";
    const ratio = quantile(row.ms, 0.5) / quantile(searched[0]!.ms, 0.5);
    return judge(ratio, ratio <= goal);
  }

  console.log(`
| round trips | Postgres | Redis | queue | embedding server |
| --- | --- | --- | --- | --- |`);
  for (const [name, trips] of roundTrips) {
    console.log(`| ${[name, trips.postgres, trips.redis, trips.queue, trips.embeddings].join(" | ")} |`);
  }
  console.log(`\nEvery rate: ${describe("aimi", ingest)}; ${describe("mem0", ingest)}.`);
  return verdicts.every(Boolean);
}

/** The rate of a caller who waits for each answer, by the median of the rounds. */
function alone(ways: readonly IngestRate[]): { atOnce: number; rate: number } {
  return rated(ways).find(({ atOnce }) => atOnce === 1)!;
}

function best(ways: readonly IngestRate[]): { atOnce: number; rate: number } {
  return rated(ways).toSorted((a, b) => b.rate - a.rate)[0]!;
}

function rated(ways: readonly IngestRate[]): { atOnce: number; rate: number }[] {
  return ways.map(({ atOnce, rates }) => ({ atOnce, rate: quantile(rates, 0.5) }));
}

function describe(system: "aimi" | "mem0", ingest: Record<string, Ingest>): string {
  const ways = Object.entries(ingest).flatMap(([state, each]) =>
    each[system].map(
      ({ atOnce, rates }) => `${state} ${atOnce} at once ${rates.map((rate) => rate.toFixed(0)).join(" ")}`,
    ),
  );
  return `${system} ${ways.join(", ")}`;
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
