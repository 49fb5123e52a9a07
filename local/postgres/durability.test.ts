import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { neon, neonConfig } from "@neondatabase/serverless";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startPostgres } from "./start-postgres.ts";

neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aimi-postgres-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts a process that keeps writing; answers the rows that it has said so far. */
async function write(untilRows: number) {
  const script = fileURLToPath(new URL("./write-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const answered: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(Number(line));
    if (answered.length === untilRows) break;
  }
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { answered, kill };
}

const isDamaged = (error: unknown) =>
  expect(error).toMatchObject({
    message: `The Postgres data in ${dataDir} cannot be read: move that folder away, or delete it to start empty.`,
  });
const start = () => startPostgres({ dataDir });
const startError = () =>
  start().then(
    () => expect.fail("expected no start"),
    (error: unknown) => error,
  );

test("keeps every answered row through kill -9, time after time", async () => {
  const answered: number[] = [];
  for (const rows of [1, 40, 7]) {
    const writer = await write(rows);
    await writer.kill();
    answered.push(...writer.answered);
  }
  const postgres = await start();
  const kept = await neon(postgres.ownerUrl)`select n from kept`;
  expect(answered.filter((n) => !kept.some((row) => row.n === n))).toEqual([]);
  expect(answered).toHaveLength(48);
  await postgres.close();
});

test("keeps data through a clean close, logins and all", async () => {
  const first = await start();
  await neon(first.ownerUrl)`create table kept as select 7 as n`;
  await neon(first.ownerUrl)`grant select on kept to aimi_app`;
  await first.close();
  const second = await start();
  expect(await neon(second.appUrl)`select n from kept`).toEqual([{ n: 7 }]);
  await second.close();
});

test("refuses a folder that this or another process has open", async () => {
  const inUse = { message: expect.stringMatching(`^The Postgres data in ${dataDir} is in use`) };
  const writer = await write(1);
  expect(await startError()).toMatchObject(inUse);
  await writer.kill();
  const postgres = await start();
  expect(await startError()).toMatchObject(inUse);
  await postgres.close();
  await (await start()).close();
});

test.each(["data/global/pg_control", "data/PG_VERSION", "data/global/pg_filenode.map"])(
  "refuses a folder whose %s is cut off",
  async (file) => {
    await (await start()).close();
    await truncate(join(dataDir, file), 1);
    isDamaged(await startError());
  },
);

test.each(["data/PG_VERSION", "data/pg_wal", "data/base", "data/global"])(
  "refuses a folder whose %s is gone",
  async (file) => {
    await (await start()).close();
    await rm(join(dataDir, file), { recursive: true });
    isDamaged(await startError());
  },
);

test("refuses a file where the folder should be", async () => {
  await rm(dataDir, { recursive: true });
  await writeFile(dataDir, "not a folder");
  isDamaged(await startError());
});

test("starts anew what was killed before it was whole", async () => {
  await (await start()).close();
  await rm(join(dataDir, "data/global"), { recursive: true });
  await writeFile(join(dataDir, "unfinished"), "");
  const postgres = await start();
  expect(await neon(postgres.appUrl)`select 1 as fine`).toEqual([{ fine: 1 }]);
  await postgres.close();
});

test("says so when its port is taken", async () => {
  const postgres = await startPostgres({ dataDir: null });
  const port = Number(new URL(postgres.appUrl).port);
  const taken = startPostgres({ dataDir, port });
  await expect(taken).rejects.toThrow(`Port ${port} is taken`);
  await postgres.close();
  await (await start()).close();
});
