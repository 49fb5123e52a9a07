import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadEnvFile } from "node:process";
import { fileURLToPath } from "node:url";
import { settingsSchema } from "#shared/runtime/settings.ts";
import { announce } from "./announce.ts";
import { assertPortFree } from "./assert-port-free.ts";
import { claimFolder } from "./claim-folder.ts";
import { startLocalCloud } from "./cloud.ts";
import { explainFailure } from "./explain-failure.ts";
import { readLocalSettings } from "./local-settings.ts";
import { watchSources } from "./watch-sources.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const startedAt = performance.now();

const envFile = resolve(root, ".env");
if (existsSync(envFile)) loadEnvFile(envFile);

async function main(): Promise<void> {
  const local = readLocalSettings(process.env);
  const dataDir = resolve(root, local.dataDir);
  const claim = claimFolder(dataDir);
  await assertPortFree(local.port);

  const cloud = await startLocalCloud({
    dataDir,
    port: local.port,
    settings: ownSettings(process.env),
    postgresUrl: local.postgresUrl,
    redisUrl: local.redisUrl,
    onLog: (name, line) => console.log(`${name.padEnd(13)} ${line}`),
  });
  const watching = watchSources({ cloud, root, onNote: (note) => console.log(note) });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await watching.close();
    await cloud.close();
    claim.release();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const)
    process.on(signal, () => void stop());
  claim.announce(cloud.url);
  announce(cloud, { dataDir: local.dataDir, seconds: (performance.now() - startedAt) / 1000 });
}

/** Settings that the developer gave; what they left out is the stand-ins' to say. */
function ownSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(settingsSchema.shape).filter(
    (name) => !name.startsWith("DATABASE_") && !name.startsWith("UPSTASH_"),
  );
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

main().catch((error: unknown) => {
  console.error(explainFailure(error));
  process.exit(1);
});
