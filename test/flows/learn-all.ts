import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresLearning } from "#shared/adapters/postgres/learning/postgres-learning.ts";
import { toEntry } from "#shared/adapters/postgres/postgres-outbox.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { learnFromStretch } from "#shared/domain/learning/learn-from-stretch.ts";
import { settleDrafts } from "#shared/domain/learning/settle-drafts.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { composeChatModel } from "#shared/runtime/compose/chat-model.ts";
import { composeEmbedder } from "#shared/runtime/compose/model.ts";
import { readSettings } from "#shared/runtime/settings.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";

type Environment = Readonly<Record<string, string>>;

/** Does all learning that waits in a tenant, due or not: as the worker would, which it may race. */
export async function learnAll(environment: Environment, tenantId: string): Promise<void> {
  const settings = readSettings(environment, {}, "DATABASE_URL");
  const database = createDatabase({ url: settings.DATABASE_URL });
  const tally = createTally(systemClock);
  const ports = {
    learning: postgresLearning(database),
    chatModel: composeChatModel(settings, { tally }),
    embedder: composeEmbedder(settings, { attempts: 2, purpose: "storage", tally }),
    ...{ jobs: fakeJobQueue(), tally, clock: systemClock, ids: uuidv7Ids(systemClock), log: fakeLog() },
  };
  const waiting = await database.query<Parameters<typeof toEntry>[0]>(
    { scope: "tenant", tenantId },
    { text: "select id, tenant_id, queue, body from outbox where queue = 'learning-jobs' order by id" },
  );
  for (const entry of waiting.map(toEntry)) {
    const common = { id: entry.id, tenantId, requestId: entry.requestId, attempts: 1 };
    const time = { remainingMs: 300_000 };
    if (entry.kind === "learn")
      await learnFromStretch(
        ports,
        { ...common, kind: "learn", conversationId: entry.conversationId! },
        time,
      );
    else await settleDrafts(ports, { ...common, kind: "settle_facts", draftIds: entry.draftIds! }, time);
  }
  const [left] = await database.query<{ count: number }>(
    { scope: "tenant", tenantId },
    { text: "select count(*)::int from unlearned" },
  );
  if (left!.count > 0) throw new Error(`${left!.count} messages are still to be learnt from`);
}
