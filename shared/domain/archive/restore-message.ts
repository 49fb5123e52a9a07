import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { StoredMessage } from "../../ports/messages.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly archive: Archive;
  readonly embedder: Pick<Embedder, "model">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

/** Brings a message back into search: by its words at once, by its meaning once embedded. */
export async function restoreMessage(
  ports: Needs,
  { actor, id, requestId }: { actor: Actor; id: string; requestId: string },
): Promise<StoredMessage> {
  const outboxId = ports.ids.next();
  const now = ports.clock.now();
  const { model } = ports.embedder;
  const restored = await ports.archive.restore({ actor, id, model, outboxId, requestId, now });
  if (!restored) throw new NotFound("message");
  if (restored.leftJob) {
    const job = { id: outboxId, queue: "memory-jobs", messageIds: [id], requestId };
    await sendNow(ports, { ...job, tenantId: actor.tenantId });
  }
  return restored.message;
}
