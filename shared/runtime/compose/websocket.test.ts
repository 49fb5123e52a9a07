import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { composeWebSocket } from "./websocket.ts";

const server = createServer(async (_request, response) => {
  await sleep(300);
  response.end('{"result":[0]}');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

test("a frame waits for a slow Redis to let it in: nothing could let it in instead", async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries({
    AIMI_STAGE: "local",
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: "token",
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    AIMI_CONNECTIONS_TABLE: "connections",
    AIMI_CONNECTIONS_URL: url,
    AIMI_CHAT_TURNS_QUEUE_URL: `${url}/turns.fifo`,
    AIMI_REMINDERS_QUEUE_URL: `${url}/reminders`,
  }))
    vi.stubEnv(name, value);
  const { ports } = await composeWebSocket();
  const knock = { now: 0, revocable: [], persons: [], rates: [], marksOutbox: false };
  expect(await ports.gate.knock({ ...knock, counts: ports.tally.take() })).toMatchObject({
    verdict: "welcome",
  });
});
