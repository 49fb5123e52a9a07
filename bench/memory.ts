import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareSystems } from "./memory/compare-systems.ts";
import { installMem0 } from "./memory/install-mem0.ts";
import { measureRoundTrips } from "./memory/measure-round-trips.ts";
import { report } from "./memory/report.ts";

/** Aimi and mem0 side by side: how fast messages become searchable, and how fast they are found. */
const { values: options } = parseArgs({
  options: {
    folder: { type: "string", default: "../shared" },
    others: { type: "string", default: "1000000" },
    sizes: { type: "string", default: "3000,50000,200000" },
    "mem0-up-to": { type: "string", default: "50000" },
    searches: { type: "string", default: "100" },
    ingest: { type: "string", default: "3000" },
    "delay-ms": { type: "string", default: "0" },
  },
});

async function main(parts: AsyncDisposableStack): Promise<boolean> {
  const startedAt = performance.now();
  const mem0Home = await installMem0();
  const folder = await mkdtemp(join(tmpdir(), "aimi-bench-"));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const compared = await compareSystems(parts, {
    folder,
    mem0Home,
    data: options.folder,
    others: Number(options.others),
    sizes: options.sizes.split(",").map(Number),
    mem0UpTo: Number(options["mem0-up-to"]),
    searches: Number(options.searches),
    ingested: Number(options.ingest),
    embeddingDelayMs: Number(options["delay-ms"]),
  });
  const held = report({ ...compared, roundTrips: await measureRoundTrips(), others: Number(options.others) });
  console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(0)} minutes in all`);
  return held;
}

const parts = new AsyncDisposableStack();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void parts.disposeAsync().finally(() => process.exit(1)));
}
let held = false;
try {
  held = await main(parts);
} finally {
  await parts.disposeAsync();
}
process.exit(held ? 0 : 1);
