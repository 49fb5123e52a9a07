import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { call } from "./call.ts";
import { childrenOf, type DevProcess, isAlive, startDev } from "./dev-process.ts";
import { memoryClient, searchAnswer } from "./memory-client.ts";
import { readCurls } from "./read-curls.ts";

const home = await mkdtemp(join(tmpdir(), "aimi-dev-"));
const dataDir = join(home, "data");
const onRealRedis = process.env.AIMI_LOCAL_REDIS_URL !== undefined;
const tenant = `tenant-of-dev-${process.pid}`;
let dev: DevProcess;
let url: string;

afterAll(async () => {
  await dev?.end("SIGKILL");
  await rm(home, { recursive: true, force: true });
});

async function start(settings: Record<string, string> = {}): Promise<void> {
  dev = startDev({ dataDir, settings });
  url = await dev.ready();
}

test("it prints its addresses, and curls that work", async () => {
  await start();
  const { host } = new URL(url);
  for (const address of [url, `ws://${host}/ws/chat`, `${url}/docs`]) expect(dev.stdout()).toContain(address);
  expect(dev.stdout()).toContain(dataDir);

  const [write, search, ...more] = readCurls(dev.stdout());
  expect(more).toEqual([]);
  const written = await call(write!.address, {
    method: write!.method,
    headers: write!.headers,
    body: write!.body,
  });
  expect(written.status).toBe(201);
  const found = await call(search!.address);
  expect(searchAnswer.parse(found.json()).results).not.toEqual([]);
});

test("a second start on its folder is told in one line where it runs", async () => {
  const { code, complaints } = await startDev({ dataDir }).ended;
  expect(code).toBe(1);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain(url);
  expect(complaints[0]).toMatch(/already runs.*AIMI_DATA_DIR/);
  expect((await call(`${url}/health`)).status).toBe(200);
});

test("a start on its port is told in one line to choose another", async () => {
  const { port } = new URL(url);
  const other = startDev({ dataDir: join(home, "other"), settings: { AIMI_PORT: port } });
  const { code, complaints } = await other.ended;
  expect(code).toBe(1);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(new RegExp(`Port ${port} is taken.*AIMI_PORT`));
  expect((await call(`${url}/health`)).status).toBe(200);
});

test("what it holds survives SIGTERM", async () => {
  const { id } = await memoryClient(url, { tenant }).write({ content: "kept across the restart" });
  await memoryClient(url, { tenant }).untilEmbedded(id);
  expect((await dev.end("SIGTERM")).code).toBe(0);

  // Without a model, so that the next job stays where it is.
  await start({ AIMI_LLM_BASE_URL: "http://127.0.0.1:1/v1" });
  expect((await memoryClient(url, { tenant }).read(id)).embedding_status).toBe("ready");
});

test("what it holds survives a kill -9: messages, jobs and the mark in Redis", async () => {
  const { id } = await memoryClient(url, { tenant }).write({ content: "kept across the kill" });
  await dev.said(/"outcome":"retry"/);
  await dev.end("SIGKILL");

  await start();
  const memory = memoryClient(url, { tenant });
  expect(await memory.read(id)).toMatchObject({
    content: "kept across the kill",
    embedding_status: "pending",
  });
  const found = await memory.search("kept", { min_similarity: 0.3 });
  expect(found.results.map(({ content }) => content).sort()).toEqual([
    "kept across the kill",
    "kept across the restart",
  ]);
  const health = await call(`${url}/v1/admin/health`);
  expect(health.json()).toMatchObject({ queues: { "memory-jobs": { in_flight: 1 } } });
  if (onRealRedis) return;
  expect(await readFile(join(dataDir, "redis/redis-commands.log"), "utf8")).toContain("aimi:local:outbox");
});

test.skipIf(process.platform !== "linux")(
  "Ctrl-C ends it well, with every process that it started, and frees its port (where /proc tells)",
  async () => {
    const children = childrenOf(dev.pid);
    const { code, complaints } = await dev.end("SIGINT");
    expect([code, complaints]).toEqual([0, []]);
    expect([dev.pid, ...children].filter(isAlive)).toEqual([]);
    await expect(call(`${url}/health`)).rejects.toThrow();
  },
);

describe("a start with bad settings", () => {
  test("is told every bad one by its name", async () => {
    const settings = {
      AIMI_PORT: "x",
      AIMI_LOG_LEVEL: "loud",
      AIMI_EMBEDDING_DIMENSIONS: "many",
      AIMI_API_KEYS: "short",
    };
    const { code, complaints } = await startDev({ dataDir, settings }).ended;
    expect(code).toBe(1);
    expect(complaints).toHaveLength(1 + Object.keys(settings).length);
    for (const name of Object.keys(settings)) {
      expect(complaints.filter((line) => line.trim().startsWith(name))).toHaveLength(1);
    }
  });

  test.each([
    ["another stage", { AIMI_STAGE: "prod" }, "AIMI_STAGE"],
    ["a port that is none", { AIMI_PORT: "65536" }, "AIMI_PORT"],
    ["an address that is none", { AIMI_LLM_BASE_URL: "localhost:1234" }, "AIMI_LLM_BASE_URL"],
    ["a Postgres that is none", { AIMI_LOCAL_POSTGRES_URL: "http://localhost" }, "AIMI_LOCAL_POSTGRES_URL"],
  ])("such as %s ends before anything is started", async (_what, settings, name) => {
    const { code, complaints, stdout } = await startDev({
      dataDir,
      settings: settings as Record<string, string>,
    }).ended;
    expect([code, stdout]).toEqual([1, ""]);
    expect(complaints.join("\n")).toContain(name);
  });

  test.each([
    ["AIMI_LOCAL_POSTGRES_URL", "postgres://postgres@127.0.0.1:1/postgres"],
    ["AIMI_LOCAL_REDIS_URL", "redis://127.0.0.1:1"],
  ])("such as %s that leads nowhere is told in one line", async (name, value) => {
    const { code, complaints } = await startDev({
      dataDir: join(home, "nowhere"),
      settings: { [name]: value },
    }).ended;
    expect(code).toBe(1);
    expect(complaints).toEqual([expect.stringContaining("127.0.0.1:1")]);
  });

  test("such as a file for a folder is told in one line", async () => {
    const file = join(home, "file");
    await writeFile(file, "");
    const { code, complaints } = await startDev({ dataDir: file }).ended;
    expect(code).toBe(1);
    expect(complaints).toEqual([expect.stringContaining(file)]);
  });
});
