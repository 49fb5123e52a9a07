import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileSystem } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { bundleFunction } from "./bundle.ts";
import { type FunctionName, functionNames } from "./topology.ts";

export interface FunctionCode {
  readonly code: Code;
  /** Changes when the code or what travels with it changes. */
  readonly fingerprint: string;
}

export type CodeFor = (name: FunctionName) => FunctionCode;

const bundles = fileURLToPath(new URL("../dist/functions", import.meta.url));

export async function bundleFunctions(): Promise<CodeFor> {
  await Promise.all(functionNames.map((name) => bundleFunction(name, bundles)));
  return bundledIn(bundles);
}

/** Code that was bundled before, as `folder/<name>/index.mjs`. */
export function bundledIn(folder: string): CodeFor {
  return (name) => {
    const path = join(folder, name);
    return { code: Code.fromAsset(path), fingerprint: FileSystem.fingerprint(path) };
  };
}
