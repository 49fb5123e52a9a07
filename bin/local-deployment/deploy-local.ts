import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { appSecretName, ownerSecretName, stackName } from "#infra/stages.ts";
import manifest from "../../package.json" with { type: "json" };
import { writeSecret } from "../setup/stage-secrets.ts";
import { checkEmulator, emulatorEnvironment, reachableStreamUrl } from "./emulator.ts";
import { runCdk } from "./run-cdk.ts";
import { type Backends, startBackends } from "./start-backends.ts";

export interface LocalDeploymentOptions {
  readonly endpoint: string;
  /** Where Postgres, Redis and the deployment keep what they have. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly verbose?: boolean;
  say?(line: string): void;
}

export interface LocalDeployment {
  readonly httpUrl: string;
  readonly wsUrl: string;
  readonly streamUrl: string;
  /** Ends Postgres, Redis and the model; what was deployed stays in the emulator. */
  close(): Promise<void>;
}

const stage = "local";
const defaultFolder = fileURLToPath(new URL("../../.aimi/deploy", import.meta.url));

/** Deploys the real stack as stage `local` to an emulator, beside a Postgres and a Redis on this machine. */
export async function deployLocal(options: LocalDeploymentOptions): Promise<LocalDeployment> {
  const { endpoint, folder = defaultFolder, environment = process.env, say = () => undefined } = options;
  await checkEmulator(endpoint);
  await mkdir(folder, { recursive: true });
  say("Starting Postgres, Redis and a model on this machine …");
  const backends = await startBackends({ dataDir: folder, environment });
  try {
    await fillSecrets(endpoint, backends);
    say("Deploying the stack …");
    const authMode = environment.AIMI_AUTH_MODE || "dev";
    const outputs = await deploy({ endpoint, folder, authMode, verbose: options.verbose ?? false });
    return {
      httpUrl: outputs.HttpUrl,
      wsUrl: outputs.WebSocketUrl,
      streamUrl: reachableStreamUrl(outputs.StreamUrl, endpoint),
      close: backends.close,
    };
  } catch (error) {
    await backends.close();
    throw error;
  }
}

async function fillSecrets(endpoint: string, { appSecret, ownerSecret }: Backends): Promise<void> {
  const client = new SecretsManagerClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await writeSecret(client, appSecretName(stage), appSecret);
  await writeSecret(client, ownerSecretName(stage), ownerSecret);
  client.destroy();
}

interface Outputs {
  readonly HttpUrl: string;
  readonly WebSocketUrl: string;
  readonly StreamUrl: string;
}

interface Deployment {
  readonly endpoint: string;
  readonly folder: string;
  readonly authMode: string;
  readonly verbose: boolean;
}

async function deploy({ endpoint, folder, authMode, verbose }: Deployment): Promise<Outputs> {
  const run = { environment: emulatorEnvironment(endpoint), verbose };
  const outputsFile = join(folder, "outputs.json");
  const name = stackName(stage);
  await runCdk(["bootstrap", "aws://000000000000/us-east-1"], run);
  // A version of its own each time: functions start anew and read the addresses of this run.
  const version = `${manifest.version}+${Date.now().toString(36)}`;
  const context = ["-c", `stage=${stage}`, "-c", `version=${version}`, "-c", `authMode=${authMode}`];
  const files = ["--output", join(folder, "cdk.out"), "--outputs-file", outputsFile];
  await runCdk(["deploy", name, "--require-approval", "never", ...context, ...files], run);
  return JSON.parse(await readFile(outputsFile, "utf8"))[name];
}
