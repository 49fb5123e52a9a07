import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Metafile } from "esbuild";
import { bundleFunction } from "#infra/bundle.ts";
import { type FunctionName, functionNames } from "#infra/topology.ts";

const { values: options } = parseArgs({ options: { imports: { type: "string", default: "9" } } });
const runs = Number(options.imports);
const limit = { function: "http", kilobytes: 700, milliseconds: 100 } as const;
const importer = fileURLToPath(new URL("import-once.ts", import.meta.url));

interface Start {
  readonly name: FunctionName;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly onDemand: readonly string[];
}

async function measure(name: FunctionName, folder: string): Promise<Start> {
  const { outputs } = await bundleFunction(name, folder);
  const chunks = Object.entries(outputs).filter(([path]) => path.endsWith(".mjs"));
  const entry = chunks.find(([path]) => basename(path) === "index.mjs")!;
  const loaded = loadedAtStart(entry[0], outputs);
  return {
    name,
    bytes: [...loaded].reduce((sum, path) => sum + outputs[path]!.bytes, 0),
    milliseconds: medianImport(join(folder, name, "index.mjs")),
    onDemand: chunks.filter(([path]) => !loaded.has(path)).map(([, chunk]) => describe(chunk)),
  };
}

/** The entry and all that it imports without being asked. */
function loadedAtStart(entry: string, outputs: Metafile["outputs"], seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { path, kind, external } of outputs[entry]?.imports ?? []) {
    if (kind === "import-statement" && !external) loadedAtStart(path, outputs, seen);
  }
  return seen;
}

function medianImport(bundle: string): number {
  const times = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [importer, bundle], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${bundle} does not start: ${stderr}`);
    // Before it stands what the function says when it starts.
    return Number(stdout.split("\n").at(-1));
  });
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
}

function describe({ bytes, entryPoint = "shared code" }: Metafile["outputs"][string]): string {
  return `${kilobytes(bytes)} KB ${entryPoint.replace(/^.*node_modules\//, "")}`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}

const folder = await mkdtemp(join(tmpdir(), "aimi-bench-"));
console.log(`function        at start   import (median of ${runs})`);
const starts: Start[] = [];
for (const name of functionNames) {
  const start = await measure(name, folder);
  starts.push(start);
  const [size, time] = [`${kilobytes(start.bytes)} KB`, `${start.milliseconds.toFixed(0)} ms`];
  console.log(`${name.padEnd(14)}${size.padStart(9)}   ${time.padStart(10)}`);
  for (const chunk of start.onDemand) console.log(`               on demand: ${chunk}`);
}
await rm(folder, { recursive: true });

const { bytes, milliseconds } = starts.find(({ name }) => name === limit.function)!;
const small = bytes <= limit.kilobytes * 1000;
console.log(`
${limit.function} before its first answer: ${kilobytes(bytes)} of ${limit.kilobytes} KB ${small ? "(held)" : "(NOT HELD)"}
${limit.function} import time: ${milliseconds.toFixed(0)} of ${limit.milliseconds} ms ${milliseconds <= limit.milliseconds ? "(held)" : "(NOT HELD here; a busy machine is slower)"}`);
process.exit(small ? 0 : 1);
