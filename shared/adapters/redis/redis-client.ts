import { Redis } from "@upstash/redis";

export interface RedisOptions {
  readonly url: string;
  readonly token: string;
  readonly deadlineMs?: number;
}

export function createRedis({ url, token, deadlineMs = 1_000 }: RedisOptions): Redis {
  return new Redis({
    url,
    token,
    enableTelemetry: false,
    automaticDeserialization: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(deadlineMs),
  });
}
