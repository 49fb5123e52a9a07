import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rewriteLog } from "./append-log.ts";
import { type LocalRedis, startRedis } from "./start-redis.ts";
import { clientOf } from "./testing/each-server.ts";

let dataDir: string;
let logPath: string;
let nowMs: number;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "redis-"));
  logPath = join(dataDir, "redis-commands.log");
  nowMs = 1_795_000_000_000;
});
afterEach(() => rm(dataDir, { recursive: true }));

async function during<T>(work: (redis: ReturnType<typeof clientOf>) => Promise<T>): Promise<T> {
  const server = await startRedis({ dataDir, now: () => nowMs });
  try {
    return await work(clientOf(server));
  } finally {
    await server.close();
  }
}

test("every type comes back after a restart, again and again", async () => {
  await during(async (redis) => {
    await redis.set("string", "Grüße 🦊\n");
    await redis.eval("return redis.call('SET', 'bytes', string.char(255, 0, 10))", [], []);
    await redis.rpush("list", "a", "b", "c");
    await redis.lpop("list");
    await redis.hset("hash", { a: "1", b: "2" });
    await redis.sadd("set", "x", "y", "z");
    await redis.exec(["ZADD", "zset", "1.5", "m", "inf", "top"]);
    await redis.rpush("long", ...Array.from({ length: 1200 }, (_, index) => String(index)));
  });
  for (let restart = 0; restart < 2; restart++) {
    await during(async (redis) => {
      expect(await redis.get("string")).toBe("Grüße 🦊\n");
      expect(await redis.strlen("bytes")).toBe(3);
      expect(await redis.lrange("list", 0, -1)).toEqual(["b", "c"]);
      expect(await redis.hgetall("hash")).toEqual(["a", "1", "b", "2"]);
      expect((await redis.smembers("set")).sort()).toEqual(["x", "y", "z"]);
      expect(await redis.zrange("zset", 0, -1, { withScores: true })).toEqual(["m", "1.5", "top", "inf"]);
      expect(await redis.llen("long")).toBe(1200);
      expect(await redis.lindex("long", -1)).toBe("1199");
    });
  }
});

test("a relative expiry counts from the moment of the command, not of the restart", async () => {
  await during((redis) => redis.set("k", "v", { ex: 60 }));
  nowMs += 20_000;
  await during(async (redis) => expect(await redis.ttl("k")).toBe(40));
  nowMs += 40_000;
  await during(async (redis) => expect(await redis.exists("k")).toBe(0));
});

test("a replay sees the keys as alive or dead as they were", async () => {
  await during(async (redis) => {
    await redis.set("count", "10", { px: 100 });
    nowMs += 100;
    await redis.incr("count");
  });
  await during(async (redis) => expect(await redis.get("count")).toBe("1"));
});

test("what chance took from a set stays taken", async () => {
  const members = Array.from({ length: 50 }, (_, index) => String(index));
  const left = await during(async (redis) => {
    await redis.sadd("set", ...(members as [string, ...string[]]));
    await redis.spop("set", 20);
    await redis.eval("return redis.call('SPOP', 'set')", [], []);
    return redis.smembers("set");
  });
  expect(left).toHaveLength(29);
  await during(async (redis) => expect((await redis.smembers("set")).sort()).toEqual(left.sort()));
});

test("a script that failed half-way keeps what it wrote", async () => {
  await during(async (redis) => {
    const script = "redis.call('SET', 'a', '1') redis.call('LPOP', 'a') redis.call('SET', 'b', '1')";
    await expect(redis.eval(script, [], [])).rejects.toThrow("WRONGTYPE");
  });
  await during(async (redis) => expect(await redis.mget("a", "b")).toEqual(["1", null]));
});

test("reads and writes without effect add nothing to the log, and a start compacts it", async () => {
  await during(async (redis) => {
    for (let i = 0; i < 50; i++) await redis.set("k", String(i));
    const { size } = await stat(logPath);
    await redis.get("k");
    await redis.lpop("none");
    await redis.set("k", "x", { nx: true });
    expect((await stat(logPath)).size).toBe(size);
  });
  const before = (await stat(logPath)).size;
  await during((redis) => redis.ping());
  expect((await stat(logPath)).size).toBeLessThan(before / 10);
});

test("nothing that was answered is lost when the process is killed", async () => {
  const { child, server } = await startInChild();
  const redis = clientOf(server);
  const answered: string[] = [];
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const name = `${writer}:${i}`;
      await redis.multi().set(name, "v").rpush("both", name).exec();
      answered.push(name);
    }
  });
  const stopped = Promise.allSettled(writers);
  await expect.poll(() => answered.length, { timeout: 60_000 }).toBeGreaterThan(100);
  child.kill("SIGKILL");
  await stopped;
  await during(async (again) => {
    const kept = await again.lrange("both", 0, -1);
    expect(kept).toEqual(expect.arrayContaining(answered));
    expect(await again.exists(...(kept as [string]))).toBe(kept.length);
  });
});

test("a last line that a kill cut short is dropped", async () => {
  await during((redis) => redis.set("whole", "1"));
  await during((redis) => redis.set("torn", "1"));
  const text = await readFile(logPath, "utf8");
  await writeFile(logPath, text.slice(0, -3));
  await during(async (redis) => {
    expect(await redis.mget("whole", "torn")).toEqual(["1", null]);
    await redis.set("after", "1");
  });
  await during(async (redis) => expect(await redis.mget("whole", "after")).toEqual(["1", "1"]));
});

test.each([
  ["a changed byte", (text: string) => text.replace('"first"', '"fIrst"')],
  ["a missing beginning", (text: string) => text.slice(5)],
  ["nothing in it", () => ""],
  ["another file's content", () => "hello\n"],
])("a log with %s is refused in one clear sentence", async (_what, damage) => {
  await during(async (redis) => {
    await redis.set("first", "1");
    await redis.set("second", "2");
  });
  await writeFile(logPath, damage(await readFile(logPath, "utf8")));
  await expect(startRedis({ dataDir })).rejects.toThrow(
    `The local Redis data in ${logPath} is damaged: delete that file to start empty.`,
  );
});

test("a command that the store does not know counts as damage", async () => {
  rewriteLog(logPath, nowMs, [["SET", "k", "v"], ["NOSUCHCOMMAND"]]);
  await expect(startRedis({ dataDir })).rejects.toThrow("is damaged");
});

test("without a folder nothing is kept", async () => {
  const first = await startRedis({ dataDir: null });
  await clientOf(first).set("k", "v");
  await first.close();
  const second = await startRedis({ dataDir: null });
  expect(await clientOf(second).exists("k")).toBe(0);
  await second.close();
});

async function startInChild(): Promise<{ child: ChildProcess; server: LocalRedis }> {
  const program = fileURLToPath(new URL("testing/run-redis.ts", import.meta.url));
  const child = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, server: JSON.parse(line) };
}
