import { Redis } from "@upstash/redis";
import { expect, test } from "vitest";
import { onEachServer } from "./testing/each-server.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

onEachServer("the REST protocol", (subject) => {
  test("a wrong or missing token is refused", async () => {
    const stranger = new Redis({ url: subject.server.url, token: "wrong", enableTelemetry: false });
    await expect(stranger.ping()).rejects.toThrow("WRONGPASS invalid or missing auth token");
    const response = await fetch(subject.server.url, { method: "POST", body: '["PING"]' });
    expect(response.status).toBe(401);
  });

  test("strings come plain or in base64, as asked, and OK is never encoded", async () => {
    const key = subject.key();
    const encoded = { "Upstash-Encoding": "base64" };
    expect(await (await subject.post("/", ["SET", key, "é"], encoded)).json()).toEqual({ result: "OK" });
    expect(await (await subject.post("/", ["GET", key])).json()).toEqual({ result: "é" });
    expect(await (await subject.post("/", ["GET", key], encoded)).json()).toEqual({ result: base64("é") });
    const nested = await subject.post("/", ["MGET", key, subject.key("none")], encoded);
    expect(await nested.json()).toEqual({ result: [base64("é"), null] });
  });

  test("a command that fails is a 400 with Redis' error", async () => {
    const response = await subject.post("/", ["GET"]);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "ERR wrong number of arguments for 'get' command" });
  });

  test.each([
    ["/", "{not json", "ERR failed to parse command"],
    ["/", [], "ERR empty command"],
    ["/", ["SET", "k", { a: 1 }], "ERR failed to parse command"],
    ["/pipeline", "{}", "ERR failed to parse pipeline request"],
    ["/pipeline", [], "ERR empty pipeline request"],
    ["/multi-exec", ["PING"], "ERR failed to parse pipeline command"],
  ])("POST %s with %j is refused", async (path, body, error) => {
    const response = await subject.post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });

  test.each([
    [["BLPOP", "k", "0"], /^ERR Command is not available: 'BLPOP'/],
    [["XREAD", "BLOCK", "0", "STREAMS", "s", "$"], /^ERR Command is not available: 'XREAD'/],
    [["NOSUCHCOMMAND", "x"], /^ERR Command is not available: 'NOSUCHCOMMAND'/],
    [["SUBSCRIBE", "c"], /^ERR Command "SUBSCRIBE" is not allowed in REST/],
    [["MULTI"], /^ERR Command "MULTI" is not allowed in REST/],
  ])("%j is not served over REST", async (command, error) => {
    const response = await subject.post("/", command);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(error) });
  });

  test("a pipeline runs in order and a failure stops nothing", async () => {
    const key = subject.key();
    const pipeline = subject.redis.pipeline().set(key, "word").incr(key).append(key, "s").get(key);
    expect(await pipeline.exec({ keepErrors: true })).toEqual([
      { result: "OK", error: undefined },
      { result: undefined, error: "ERR value is not an integer or out of range" },
      { result: 5, error: undefined },
      { result: "words", error: undefined },
    ]);
  });

  test("a transaction runs to its end past a command that fails", async () => {
    const key = subject.key();
    const response = await subject.post("/multi-exec", [
      ["SET", key, "a"],
      ["INCR", key],
      ["GET", key],
    ]);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual([
      { result: "OK" },
      { error: "ERR value is not an integer or out of range" },
      { result: "a" },
    ]);
  });

  test("a transaction with a command that cannot be is discarded whole", async () => {
    const key = subject.key();
    for (const bad of [["NOSUCHCOMMAND"], ["GET"], ["BLPOP", "k", "0"]]) {
      const response = await subject.post("/multi-exec", [["SET", key, "a"], bad]);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^ERR /) });
    }
    expect(await subject.redis.exists(key)).toBe(0);
  });

  test("nobody's command falls into another's transaction", async () => {
    const key = subject.key();
    const transfers = Array.from({ length: 20 }, async () => {
      const [before, after] = await subject.redis.multi().incr(key).incr(key).exec();
      return Number(after) - Number(before);
    });
    expect(new Set(await Promise.all(transfers))).toEqual(new Set([1]));
    expect(await subject.redis.get(key)).toBe("40");
  });

  test("one command or reply over ten megabytes is refused, a pipeline of smaller ones is not", async () => {
    const [big, list] = [subject.key("big"), subject.key("list")];
    const half = "x".repeat(6 * 1024 * 1024);
    const response = await subject.post("/", ["SET", big, half + half]);
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(
        /^ERR max request size exceeded\. Limit: 10485760 bytes, Actual: 12\d+ bytes/,
      ),
    });
    const pushes = await subject.post("/pipeline", [
      ["RPUSH", list, half],
      ["RPUSH", list, half],
    ]);
    expect(await pushes.json()).toEqual([{ result: 1 }, { result: 2 }]);
    await expect(subject.redis.lrange(list, 0, -1)).rejects.toThrow("ERR max request size exceeded");
    await subject.redis.del(list);
  });

  test("a command may be written in the path", async () => {
    const key = encodeURIComponent(subject.key());
    const authorization = { Authorization: `Bearer ${subject.server.token}` };
    await fetch(`${subject.server.url}/set/${key}?EX=100`, {
      method: "POST",
      headers: authorization,
      body: "a b",
    });
    const response = await fetch(`${subject.server.url}/get/${key}?_token=${subject.server.token}`);
    expect(await response.json()).toEqual({ result: "a b" });
    expect(await subject.redis.ttl(decodeURIComponent(key))).toBeGreaterThan(90);
  });

  test("each answer carries a token for reading one's own writes", async () => {
    const first = (await subject.post("/", ["PING"])).headers.get("upstash-sync-token");
    const second = (await subject.post("/", ["PING"])).headers.get("upstash-sync-token");
    expect(first).toBeTruthy();
    expect(second).not.toBe(first);
  });

  test("commands are counted as Upstash bills them, each of a pipeline", async () => {
    const before = subject.server.commandCount();
    await subject.redis.ping();
    await subject.redis.pipeline().ping().ping().exec();
    await subject.redis.multi().ping().ping().exec();
    expect(subject.server.commandCount() - before).toBe(5);
  });
});
