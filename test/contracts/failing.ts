import { uuidv7 } from "uuidv7";
import type { Actor } from "#shared/ports/actor.ts";
import type { LostJob } from "#shared/ports/embedding.ts";
import type { FailureReason } from "#shared/ports/failed-jobs.ts";
import type { NewMessage } from "#shared/ports/messages.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";
import { startMigratedDatabase } from "./start-own-database.ts";

export const model = "fake-embedding";
export const now = Date.UTC(2026, 0, 31);

export interface Started {
  readonly subject: MemorySubject;
  close(): Promise<void>;
}

/** Failed jobs and walks are an operator's too, which crosses tenants: each suite has a database of its own. */
export const subjects: readonly (readonly [string, () => Promise<Started>])[] = [
  ["the fake", async () => ({ subject: fakeMemory(), close: async () => undefined })],
  [
    "Postgres",
    async () => {
      const database = await startMigratedDatabase();
      return { subject: postgresMemory(database.appUrl), close: () => database.close() };
    },
  ],
];

export function jobOf(
  id: string,
  messages: readonly { id: string }[],
  given: Partial<LostJob> = {},
): LostJob {
  return {
    id,
    queue: "memory-jobs",
    messageIds: messages.map((message) => message.id),
    memoryIds: [],
    requestId: "request",
    attempts: 20,
    ...given,
  };
}

/** Messages with their job, and its way to the failed ones and back. */
export function failing(subject: () => MemorySubject) {
  return {
    async say(actor: Actor, ...given: readonly MessageGiven[]) {
      const messages = given.map((each) => buildMessage(actor, each));
      const outboxId = uuidv7();
      await subject().messages.append(buildAppend(actor, messages, { outboxId }));
      return { messages, job: jobOf(outboxId, messages) };
    },
    giveUp: (
      { tenantId }: Actor,
      jobs: readonly LostJob[],
      { texts = null as readonly NewMessage[] | null, reason = "given_up" as FailureReason, at = now } = {},
    ) => subject().embeddings.fail({ tenantId, model, jobs, texts, reason, now: at }),
    statusOf: async (actor: Actor, { id }: { id: string }, of = model) =>
      (await subject().messages.find(actor, id, of))?.embeddingStatus,
    failedOf: async ({ tenantId }: Actor, status: "failed" | "retried" = "failed") =>
      (await subject().failedJobs.list({ tenantId, status, after: null, limit: 100 })).items,
    retry: ({ tenantId }: Actor, { id }: { id: string }) =>
      subject().failedJobs.retry({ tenantId, id, now, callerId: "key:1" }),
  };
}
