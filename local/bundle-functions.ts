import { createHash } from "node:crypto";
import { glob, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunction } from "#infra/bundle.ts";
import { functionNames } from "#infra/topology.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = ["{functions,shared,migrations,infra}/**", "package-lock.json"];

/** Bundles every function, unless the folder holds what these very sources were bundled into before. */
export async function bundleFunctions(folder: string): Promise<void> {
  const stamp = join(folder, "bundled-from");
  const wanted = await fingerprint();
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  await rm(folder, { recursive: true, force: true });
  await Promise.all(functionNames.map((name) => bundleFunction(name, folder)));
  await writeFile(stamp, wanted);
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const paths = await Array.fromAsync(glob(sources, { cwd: root }));
  for (const path of paths.sort()) {
    const file = await stat(join(root, path));
    if (file.isFile()) hash.update(`${path} ${file.size} ${file.mtimeMs}\n`);
  }
  return hash.digest("hex");
}
