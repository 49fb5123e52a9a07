import { Redis } from "@upstash/redis";

const deadlineMs = 1_000;

export function createRedis({ url, token }: { url: string; token: string }): Redis {
  return new Redis({
    url,
    token,
    enableTelemetry: false,
    automaticDeserialization: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(deadlineMs),
  });
}
