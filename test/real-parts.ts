import { spawn, spawnSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRealPostgres } from "./real/start-real-postgres.ts";
import { startRealRedis } from "./real/start-real-redis.ts";
import { removeFolder } from "./remove-folder.ts";

/** Runs the suites again with a real Postgres and a real Redis behind the local endpoints. */
async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "aimi-real-"));
  const stops: (() => Promise<void>)[] = [() => removeFolder(folder)];
  try {
    const postgres = await startRealPostgres(folder);
    stops.unshift(postgres.stop);
    const redis = await startRealRedis(folder);
    stops.unshift(redis.stop);
    console.log(`Real parts: ${postgres.version}, ${redis.version}`);
    return await runSuites({ AIMI_LOCAL_POSTGRES_URL: postgres.url, AIMI_LOCAL_REDIS_URL: redis.url });
  } finally {
    for (const stop of stops) await stop().catch(tellLeftover);
  }
}

/** What a test says counts; what cannot be tidied up after them is told. */
function tellLeftover(error: unknown): void {
  console.warn(`something is left over: ${error instanceof Error ? error.message : error}`);
}

/** What is the same whatever stands behind the endpoints is not run again, unless somebody names it. */
const concerned = [
  "local/postgres",
  "local/redis",
  "test/",
  "--exclude",
  "local/postgres/durability.test.ts",
];

function runSuites(environment: Record<string, string>): Promise<number> {
  const given = process.argv.slice(2);
  const files = given.some((word) => !word.startsWith("-")) ? [] : concerned;
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "local", "--project", "cloud"];
  const child = spawn(process.execPath, [...args, ...files, ...given], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

function commandExists(command: string): boolean {
  return spawnSync(command, ["--version"]).error === undefined;
}

if (!commandExists("redis-server")) {
  console.error("redis-server is missing: install it (Debian: apt-get install redis-server)");
  process.exit(1);
}
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
