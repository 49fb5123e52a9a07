import { setTimeout as sleep } from "node:timers/promises";
import type { LocalAws } from "#local/aws/start-aws.ts";
import { startLocalCloud } from "#local/cloud.ts";
import { createTenant, openDoor, operatorKey } from "./open-door.ts";

export type RoundTrips = Readonly<Record<"postgres" | "redis" | "queue" | "embeddings", number>>;

/** What each call costs: counted on a cloud of its own, where nobody else calls. */
export async function measureRoundTrips(): Promise<ReadonlyMap<string, RoundTrips>> {
  const cloud = await startLocalCloud({
    dataDir: null,
    settings: { AIMI_LOG_LEVEL: "warn", AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey },
  });
  const count = () => ({
    postgres: cloud.postgres.requestCount(),
    redis: cloud.redis.commandCount(),
    queue: cloud.aws.requestCount("AmazonSQS.SendMessageBatch"),
    embeddings: cloud.model.requestCount("/v1/embeddings"),
  });
  const costOf = async (work: () => Promise<unknown>): Promise<RoundTrips> => {
    const before = count();
    await work();
    const after = count();
    return {
      postgres: after.postgres - before.postgres,
      redis: after.redis - before.redis,
      queue: after.queue - before.queue,
      embeddings: after.embeddings - before.embeddings,
    };
  };
  try {
    await createTenant(cloud.url, "bench");
    const aimi = await openDoor(cloud.url, "bench");
    const message = (content: string) => ({
      user_id: "ann",
      conversation_id: "bench",
      role: "user",
      content,
    });
    const store = async (messages: object[]) => {
      await aimi.post("/v1/messages/batch", { messages });
      await untilQueueIsEmpty(cloud.aws);
    };
    const search = (query: string) => aimi.post("/v1/memory/search", { query, user_id: "ann" });

    // The first call of a key looks it up, and is remembered for a minute.
    await store([message("hello")]);
    const hundred = Array.from({ length: 100 }, (_, n) => message(`message ${n}`));
    return new Map([
      ["a batch of 100 messages, and their embedding", await costOf(() => store(hundred))],
      ["a search not asked before", await costOf(() => search("message"))],
      ["a search asked within the hour", await costOf(() => search("message"))],
    ]);
  } finally {
    await cloud.close();
  }
}

async function untilQueueIsEmpty(aws: LocalAws): Promise<void> {
  while (aws.requestCount("AmazonSQS.DeleteMessageBatch") < aws.requestCount("AmazonSQS.SendMessageBatch")) {
    await sleep(20);
  }
}
