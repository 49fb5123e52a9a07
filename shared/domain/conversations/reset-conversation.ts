import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Conversations } from "../../ports/conversations.ts";
import { deriveConversationId } from "../access/derive-ids.ts";
import type { Person } from "../access/person-of.ts";
import { type ForgetsBuffers, forgetBuffer } from "./forget-buffer.ts";

interface Needs extends ForgetsBuffers {
  readonly conversations: Pick<Conversations, "endSession">;
  readonly clock: Clock;
}

/** The rows end first: a buffer that is rebuilt meanwhile holds nothing from before. */
export async function resetConversation(
  ports: Needs,
  { person, clientId }: { person: Person; clientId: string },
): Promise<void> {
  const isThere = await ports.conversations.endSession(person, clientId, "reset", ports.clock.now());
  if (!isThere) throw new NotFound(`conversation ${clientId}`);
  await forgetBuffer(ports, deriveConversationId(person.ownerId, clientId));
}
