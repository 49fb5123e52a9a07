import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { fetchWhole } from "./fetch-whole.ts";

let server: Server;
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function start(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/at?this=1`;
}

const asked = { method: "POST", headers: { "x-own": "own" }, body: "how äre you?" } as const;

test("sends a text as it is, and reads status, headers and the whole answer", async () => {
  const url = await start(async (req, res) => {
    const body = await req.setEncoding("utf8").toArray();
    res.writeHead(418, { "x-said": "so" });
    res.write(`${req.method} ${req.url} ${req.headers["x-own"]} `);
    setTimeout(() => res.end(body.join("")), 10);
  });
  const answer = await fetchWhole(url, asked);
  expect([answer.status, answer.headers.get("x-said")]).toEqual([418, "so"]);
  expect(await answer.text()).toBe("POST /at?this=1 own how äre you?");
  const answered = await fetchWhole(new URL(url), { ...asked, headers: new Headers({ "X-Own": "theirs" }) });
  expect(await answered.text()).toContain("theirs");
});

test("an answer may be empty", async () => {
  const url = await start((_, res) => res.writeHead(204).end());
  expect((await fetchWhole(url, asked)).status).toBe(204);
});

test("asks again over the same connection", async () => {
  const ports = new Set<number | undefined>();
  const url = await start((req, res) => {
    ports.add(req.socket.remotePort);
    res.end("{}");
  });
  for (let time = 0; time < 3; time++) await fetchWhole(url, asked);
  expect(ports.size).toBe(1);
});

/** Answers on a thread of its own, and hangs up on whoever then says nothing for a moment. */
const forgetful = `
  const { createServer } = require("node:http");
  const server = createServer((req, res) => {
    res.end(String(req.socket.remotePort));
    setTimeout(() => req.socket.resetAndDestroy(), 50);
  });
  server.listen(0, "127.0.0.1", () => require("node:worker_threads").parentPort.postMessage(server.address().port));
`;

test("an instance that stood still asks over no connection from before", async () => {
  const worker = new Worker(forgetful, { eval: true });
  try {
    const [port] = await once(worker, "message");
    const url = `http://127.0.0.1:${port}/`;
    vi.useFakeTimers({ toFake: ["Date"] });
    await fetchWhole(url, asked);
    await new Promise(setImmediate);
    vi.setSystemTime(Date.now() + 60_000);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect((await fetchWhole(url, asked)).status).toBe(200);
  } finally {
    vi.useRealTimers();
    await worker.terminate();
  }
});

test.each(["before it begins", "midway"])(
  "a deadline and a signal end an answer that stops %s",
  async (when) => {
    const left: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    let calls = 0;
    const url = await start((req, res) => {
      const { resolve } = left[calls++]!;
      req.socket.once("close", () => resolve());
      if (when === "midway") res.write("half");
    });
    await expect(fetchWhole(url, { ...asked, deadlineMs: 50 })).rejects.toThrow("no answer within 50 ms");
    const signal = AbortSignal.timeout(50);
    await expect(fetchWhole(url, { ...asked, signal })).rejects.toMatchObject({ name: "TimeoutError" });
    await Promise.all(left.map(({ promise }) => promise));
  },
);

test("whoever hangs up or is not there is an error", async () => {
  const url = await start((req) => req.socket.destroy());
  await expect(fetchWhole(url, asked)).rejects.toMatchObject({ code: "ECONNRESET" });
  server.close();
  await once(server, "close");
  await expect(fetchWhole(url, asked)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await expect(fetchWhole(url, { ...asked, signal: AbortSignal.abort("left") })).rejects.toBe("left");
});
