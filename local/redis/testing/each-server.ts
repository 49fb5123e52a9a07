import { randomUUID } from "node:crypto";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe } from "vitest";
import { type LocalRedis, startRedis } from "../start-redis.ts";

const realServer = process.env.AIMI_LOCAL_REDIS_URL;

const servers: [string, string | undefined][] = [
  ["the embedded store", undefined],
  ...(realServer ? [["a real server", realServer] as [string, string]] : []),
];

export interface ServerUnderTest {
  readonly server: LocalRedis;
  readonly redis: Redis;
  /** A key that no other test uses. */
  key(name?: string): string;
  /** A request with no client in between. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** The same expectations on the embedded store and, where AIMI_LOCAL_REDIS_URL names one, on a real server. */
export function onEachServer(title: string, tests: (subject: ServerUnderTest) => void): void {
  describe.each(servers)(`${title}, on %s`, (_name, upstream) => {
    let server: LocalRedis;
    let redis: Redis;
    const prefix = `test:${randomUUID()}`;
    beforeAll(async () => {
      server = await startRedis({ dataDir: null, ...(upstream === undefined ? {} : { upstream }) });
      redis = clientOf(server);
    });
    afterAll(async () => {
      const left = await redis.keys(`${prefix}:*`);
      if (left.length > 0) await redis.del(...left);
      await server.close();
    });
    tests({
      get server() {
        return server;
      },
      get redis() {
        return redis;
      },
      key: (name = "key") => `${prefix}:${randomUUID()}:${name}`,
      post: (path, body, headers = {}) =>
        fetch(server.url + path, {
          method: "POST",
          headers: { Authorization: `Bearer ${server.token}`, ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
    });
  });
}

export const clientOf = ({ url, token }: LocalRedis): Redis =>
  new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false, retry: false });
