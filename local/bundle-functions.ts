import { createHash } from "node:crypto";
import { glob, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunction } from "#infra/bundle.ts";
import { type FunctionName, functionNames } from "#infra/topology.ts";

/** Of each function, the files that its bundle was made from. */
export type Sources = Partial<Record<FunctionName, readonly string[]>>;

interface Stamp {
  readonly fingerprint: string;
  readonly sources: Sources;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const bundledFrom = ["{functions,shared,migrations,infra}/**", "package-lock.json"];

/** Bundles every function, unless the folder holds what these very sources were bundled into before. */
export async function bundleFunctions(folder: string): Promise<void> {
  const wanted = await fingerprint();
  if ((await readStamp(folder))?.fingerprint === wanted) return;
  await rm(folder, { recursive: true, force: true });
  const stamp: Stamp = { fingerprint: wanted, sources: await bundleInto(folder, functionNames) };
  await writeFile(stampOf(folder), JSON.stringify(stamp));
}

/** Bundles these functions; what each was made from. */
export async function bundleInto(folder: string, names: readonly FunctionName[]): Promise<Sources> {
  const bundled = names.map(async (name) => {
    const { inputs } = await bundleFunction(name, folder);
    return [name, Object.keys(inputs).filter((path) => !path.startsWith("node_modules/"))] as const;
  });
  return Object.fromEntries(await Promise.all(bundled));
}

/** What the bundles in a folder of `bundleFunctions` were made from. */
export async function sourcesOf(folder: string): Promise<Sources> {
  return (await readStamp(folder))?.sources ?? {};
}

async function readStamp(folder: string): Promise<Stamp | undefined> {
  try {
    return JSON.parse(await readFile(stampOf(folder), "utf8")) as Stamp;
  } catch {
    return undefined;
  }
}

function stampOf(folder: string): string {
  return join(folder, "bundled-from.json");
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const paths = await Array.fromAsync(glob(bundledFrom, { cwd: root }));
  for (const path of paths.sort()) {
    const file = await stat(join(root, path));
    if (file.isFile()) hash.update(`${path} ${file.size} ${file.mtimeMs}\n`);
  }
  return hash.digest("hex");
}
