import { Conflict, IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Conversations, ImportedMessage } from "../../ports/conversations.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { IdempotencyClaim, Role } from "../../ports/messages.ts";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { MessageStatus, UsedTool } from "../../ports/turns.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { deriveConversationId, deriveTextHash, instantOfId } from "../access/derive-ids.ts";
import type { Person } from "../access/person-of.ts";
import { toLearningJob } from "../learning/to-learning-job.ts";
import { rateImportance } from "../memory/rate-importance.ts";
import { sendNow } from "../outbox/send-now.ts";

export interface ImportDraft {
  readonly clientId: string;
  readonly title: string | null;
  readonly extraction: boolean | null;
  readonly createdAt: number;
  readonly messages: readonly {
    readonly role: Role;
    readonly name: string | null;
    readonly content: string;
    readonly metadata: Record<string, unknown>;
    readonly importance: number | undefined;
    readonly toolCalls: readonly UsedTool[];
    readonly status: MessageStatus;
    readonly createdAt: number;
  }[];
}

export interface ImportCall {
  readonly person: Person;
  readonly draft: ImportDraft;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
  /** Where it stands in the request, for error paths: null is the conversation itself. */
  readonly pathOf: (index: number | null, field: string) => string;
}

interface Needs {
  readonly conversations: Pick<Conversations, "import">;
  readonly embedder: Pick<Embedder, "model">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

const clockSkewMs = 5 * 60_000;
const messagesPerJob = 100;

/** It comes from outside: whose it is, its ids and when it came are ours to say. */
export async function importConversation(ports: Needs, call: ImportCall): Promise<void> {
  const { person, draft, idempotency, requestId } = call;
  const now = ports.clock.now();
  refuseFuture(call, now);
  const messages = draft.messages.map((message) => toMessage(message, ports.ids.next()));
  const jobs = Math.ceil(messages.length / messagesPerJob);
  const imported = await ports.conversations.import({
    ...draft,
    ...{ person, messages, idempotency, requestId, now },
    createdAt: Math.min(draft.createdAt, now),
    conversationId: deriveConversationId(person.ownerId, draft.clientId),
    model: ports.embedder.model,
    outboxIds: Array.from({ length: jobs }, () => ports.ids.next()),
  });
  switch (imported.outcome) {
    case "mismatch":
      throw new IdempotencyMismatch();
    case "taken":
      throw new Conflict(`there is a conversation ${draft.clientId} already`);
    case "tenant_unknown":
      throw new NotFound(`tenant ${person.tenantId}`);
    case "repeated":
      return;
    case "stored": {
      const { tenantId } = person;
      const work: OutboxEntry[] = imported.jobs.map((job) => ({
        ...job,
        ...{ tenantId, queue: "memory-jobs", requestId },
      }));
      const { ownerId } = person;
      const conversationId = deriveConversationId(ownerId, draft.clientId);
      if (imported.learns) work.push(toLearningJob({ tenantId, ownerId, conversationId, requestId }));
      await sendNow(ports, ...work);
    }
  }
}

function refuseFuture({ draft, pathOf }: ImportCall, now: number): void {
  const instants: [number | null, number][] = [
    [null, draft.createdAt],
    ...draft.messages.map(({ createdAt }, index): [number, number] => [index, createdAt]),
  ];
  const details = instants
    .filter(([, createdAt]) => createdAt > now + clockSkewMs)
    .map(([index]) => ({ path: pathOf(index, "created_at"), message: "must not lie in the future" }));
  if (details.length > 0) throw new ValidationFailed(details);
}

function toMessage(message: ImportDraft["messages"][number], id: string): ImportedMessage {
  const { role, content, name, importance: explicit } = message;
  const importance = rateImportance({ role, content, explicit });
  const createdAt = Math.min(message.createdAt, instantOfId(id));
  return { ...message, id, importance, textHash: deriveTextHash(name, content), createdAt };
}
