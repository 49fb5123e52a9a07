import type { TurnStream } from "../../ports/turn-stream.ts";
import type { ActingUser } from "../../ports/users.ts";
import { deriveConversationId } from "../access/derive-ids.ts";
import { askStream } from "./ask-stream.ts";

export interface WatchConversation {
  readonly person: ActingUser;
  readonly clientConversationId: string;
  readonly connectionId: string;
  readonly listensUntil: number | null;
}

/** A socket hears a conversation from now on, one that has not begun included. */
export async function watchConversation(
  { turnStream }: { readonly turnStream: Pick<TurnStream, "watch"> },
  { person, clientConversationId, ...socket }: WatchConversation,
): Promise<{ conversationId: string; isNewListener: boolean }> {
  const conversationId = deriveConversationId(person.ownerId, clientConversationId);
  const { isNewListener } = await askStream(() => turnStream.watch({ conversationId, ...socket }));
  return { conversationId, isNewListener };
}
