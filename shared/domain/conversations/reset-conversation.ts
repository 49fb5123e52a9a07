import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Conversations } from "../../ports/conversations.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Person } from "../access/person-of.ts";
import { leaveEnd } from "../sessions/leave-end.ts";
import { type ForgetsBuffers, forgetBuffer } from "./forget-buffer.ts";

interface Needs extends ForgetsBuffers {
  readonly conversations: Pick<Conversations, "reset">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** The rows end first: a buffer that is rebuilt meanwhile holds nothing from before. */
export async function resetConversation(
  ports: Needs,
  { person, clientId, requestId }: { person: Person; clientId: string; requestId: string },
): Promise<void> {
  const now = ports.clock.now();
  const end = await ports.conversations.reset(person, clientId, { requestId, now });
  if (!end) throw new NotFound(`conversation ${clientId}`);
  const { conversationId, ended } = end;
  const { tenantId, ownerId } = person;
  await forgetBuffer(ports, conversationId);
  if (!ended) return;
  await leaveEnd(ports, { tenantId, ownerId, conversationId, requestId, ...ended });
}
