import { fileURLToPath } from "node:url";
import { bundleFunction } from "#infra/bundle.ts";
import { functionNames } from "#infra/topology.ts";

const folder = fileURLToPath(new URL("../dist/test-functions", import.meta.url));

export async function bundleAll(): Promise<string> {
  await Promise.all(functionNames.map((name) => bundleFunction(name, folder)));
  return folder;
}
