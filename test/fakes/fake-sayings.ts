import type { Role } from "#shared/ports/messages.ts";
import type { RecalledMemory } from "#shared/ports/turn-frames.ts";
import type { MessageStatus, SaidMessage, TurnEnding, TurnMessage, UsedTool } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import type { FakeChatStore, KeptTurn } from "./fake-chat-store.ts";
import { embeddingKey, type KeptMessage } from "./fake-memory-store.ts";

export interface NewSaying extends TurnMessage {
  readonly role: Role;
  readonly status: MessageStatus;
  readonly tools: readonly UsedTool[];
}

export function say(store: FakeChatStore, person: ActingUser, turn: KeptTurn, message: NewSaying): void {
  const { memory } = store.people;
  const { status, tools, ...said } = message;
  if (memory.messages.has(said.id)) throw new Error("a message has this id already");
  memory.messages.set(said.id, {
    ...said,
    tenantId: person.tenantId,
    ownerId: person.ownerId,
    userId: person.userId,
    conversationId: turn.conversationId,
    clientConversationId: store.conversations.get(turn.conversationId)!.clientId,
    name: null,
    metadata: {},
    archivedAt: null,
    restoredAt: null,
  });
  store.sayings.set(said.id, { turnId: turn.id, status, tools });
}

export function toSaid({ id, role, name, content, createdAt }: KeptMessage): SaidMessage {
  return { id, role, name, content, createdAt };
}

/** A reply belongs to where its turn began, whenever it was done. */
export function historyBefore(store: FakeChatStore, turn: KeptTurn, limit: number): SaidMessage[] {
  const resetAt = store.conversations.get(turn.conversationId)?.resetAt ?? Number.NEGATIVE_INFINITY;
  const placed = [...store.people.memory.messages.values()]
    .filter((message) => message.conversationId === turn.conversationId && message.archivedAt === null)
    .filter(({ id, role }) => role !== "assistant" || store.sayings.get(id)?.status !== "failed")
    .filter(({ id }) => store.sayings.get(id)?.turnId !== turn.id)
    .map((message) => {
      const saidIn = store.turns.get(store.sayings.get(message.id)?.turnId ?? "");
      return {
        message,
        at: saidIn?.acceptedAt ?? message.createdAt,
        of: saidIn?.userMessageId ?? message.id,
      };
    })
    .filter(({ at, of }) => at > resetAt && isBefore([at, of], [turn.acceptedAt, turn.userMessageId]))
    .toSorted((a, b) => (isBefore(placeOf(a), placeOf(b)) ? -1 : 1));
  return limit === 0 ? [] : placed.slice(-limit).map(({ message }) => toSaid(message));
}

/** In earlier turns of the same message, oldest first. */
export function usedBefore(store: FakeChatStore, turn: KeptTurn): UsedTool[] {
  return [...store.turns.values()]
    .filter(({ id, userMessageId }) => id !== turn.id && userMessageId === turn.userMessageId)
    .toSorted((a, b) => (isBefore([a.acceptedAt, a.id], [b.acceptedAt, b.id]) ? -1 : 1))
    .flatMap(({ replyMessageId }) => store.sayings.get(replyMessageId ?? "")?.tools ?? []);
}

type Place = readonly (number | string)[];

function placeOf({ at, of, message }: { at: number; of: string; message: KeptMessage }): Place {
  return [at, of, message.createdAt, message.id];
}

function isBefore(a: Place, b: Place): boolean {
  const at = a.findIndex((part, place) => part !== b[place]);
  return at >= 0 && a[at]! < b[at]!;
}

export function pendingOf(store: FakeChatStore, turn: KeptTurn, model: string): string[] {
  const { messages, embeddings } = store.people.memory;
  return [turn.userMessageId, turn.replyMessageId].filter((id) => {
    const message = id === null ? undefined : messages.get(id);
    return message !== undefined && !embeddings.has(embeddingKey({ ...message, model }));
  }) as string[];
}

export function endingOf(store: FakeChatStore, turn: KeptTurn): TurnEnding {
  if (turn.status !== "done") return { status: "failed", code: turn.errorCode! };
  const reply = turn.replyMessageId === null ? null : store.people.memory.messages.get(turn.replyMessageId);
  if (reply === undefined) return { status: "failed", code: "not_found" };
  return {
    status: "done",
    messageId: reply?.id ?? turn.id,
    text: reply?.content ?? "",
    finishReason: turn.finishReason!,
    memories: turn.recalled.flatMap((recalled) => recallAgain(store, recalled)),
    tools: store.sayings.get(turn.replyMessageId ?? "")?.tools ?? [],
    usage: turn.usage ?? { model: "", promptTokens: 0, completionTokens: 0, costMicros: 0 },
  };
}

/** Nothing where it was erased. */
function recallAgain(store: FakeChatStore, recalled: KeptTurn["recalled"][number]): RecalledMemory[] {
  const { messages, memories } = store.people.memory;
  if (recalled.kind === "message") {
    const message = messages.get(recalled.id);
    return message ? [{ ...recalled, type: null, content: message.content }] : [];
  }
  const version = memories.get(recalled.id)?.versions.at(-1);
  return version ? [{ ...recalled, type: version.type, content: version.content }] : [];
}
