import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = fileURLToPath(import.meta.resolve("aws-cdk/bin/cdk"));

export interface CdkRun {
  readonly environment: Readonly<Record<string, string>>;
  /** Shows progress as it comes; otherwise it is shown only on failure. */
  readonly verbose: boolean;
}

export async function runCdk(args: readonly string[], { environment, verbose }: CdkRun): Promise<void> {
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [cli, ...args, "--no-notices"], {
    cwd: root,
    env: { ...inherited, ...environment, CDK_DISABLE_CLI_TELEMETRY: "true" },
    stdio: ["ignore", verbose ? "inherit" : "pipe", verbose ? "inherit" : "pipe"],
  });
  const said = Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : "")));
  const [code] = await once(child, "close");
  if (code === 0) return;
  const output = (await said).join("\n").trim();
  throw new Error(`cdk ${args[0]} failed with code ${code}${output && `:\n${output}`}`);
}
