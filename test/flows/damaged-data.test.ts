import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDev } from "./dev-process.ts";
import { memoryClient } from "./memory-client.ts";

const home = await mkdtemp(join(tmpdir(), "aimi-damaged-"));
const good = join(home, "good");

beforeAll(async () => {
  const dev = startDev({ dataDir: good });
  await memoryClient(await dev.ready()).write({ content: "worth keeping" });
  await dev.end("SIGTERM");
});
afterAll(() => rm(home, { recursive: true, force: true }));

const garbage = async (_file: string) => Buffer.from("damaged\n");
async function withoutItsMiddle(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  return Buffer.concat([bytes.subarray(0, bytes.length / 3), bytes.subarray(bytes.length / 2)]);
}

const onRealPostgres = process.env.AIMI_LOCAL_POSTGRES_URL !== undefined;
const onRealRedis = process.env.AIMI_LOCAL_REDIS_URL !== undefined;

const damages = [
  { file: "postgres/data/PG_VERSION", damage: garbage, isElsewhere: onRealPostgres },
  { file: "postgres/data/global/pg_control", damage: garbage, isElsewhere: onRealPostgres },
  { file: "redis/redis-commands.log", damage: withoutItsMiddle, isElsewhere: onRealRedis },
  { file: "redis/redis-commands.log", damage: garbage, isElsewhere: onRealRedis },
  { file: "aws/sqs/fauxqs.db", damage: garbage, isElsewhere: false },
  { file: "aws/dynamodb/CURRENT", damage: garbage, isElsewhere: false },
  { file: "aws/scheduler/schedules/records.log", damage: garbage, isElsewhere: false },
  { file: "aws/secrets/records.log", damage: garbage, isElsewhere: false },
];

// At once, since each is a process of its own.
describe.concurrent("damaged data, where a stand-in keeps it,", () => {
  for (const { file, damage, isElsewhere } of damages) {
    const what = damage === garbage ? "that is garbage" : "without its middle";
    test.skipIf(isElsewhere)(
      `such as ${file} ${what} is told in one line that names the folder`,
      async () => {
        const dataDir = await mkdtemp(join(home, "damaged-"));
        await cp(good, dataDir, { recursive: true });
        const path = join(dataDir, file);
        for (const companion of ["-wal", "-shm"]) await rm(`${path}${companion}`, { force: true });
        await writeFile(path, await damage(path));

        const { code, complaints } = await startDev({ dataDir }).ended;
        expect(code).toBe(1);
        expect(complaints).toHaveLength(1);
        const folder = file.startsWith("postgres/") ? "postgres" : dirname(file);
        expect(complaints[0]).toContain(join(dataDir, folder));
        expect(complaints[0]).toMatch(/delete (that|it)/);
      },
    );
  }
});

test("a good copy starts, so that the damage alone is what is told", async () => {
  const dataDir = join(home, "copy");
  await cp(good, dataDir, { recursive: true });
  const dev = startDev({ dataDir });
  await dev.ready();
  expect((await dev.end("SIGTERM")).code).toBe(0);
});
