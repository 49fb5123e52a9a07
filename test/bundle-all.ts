import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunction } from "#infra/bundle.ts";
import { functionNames } from "#infra/topology.ts";
import { removeFolder } from "./remove-folder.ts";

/** Bundles every function into a folder of this run's own, so that another run beside it changes nothing. */
export async function bundleAll(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "aimi-test-functions-"));
  await Promise.all(functionNames.map((name) => bundleFunction(name, folder)));
  return { folder, remove: () => removeFolder(folder) };
}
