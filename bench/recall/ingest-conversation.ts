import { setTimeout as sleep } from "node:timers/promises";
import { type Conversation, contentOf } from "./read-conversations.ts";

const perBatch = 100;

/** The ids under which turns are stored. */
export type StoredTurns = ReadonlyMap<string, string>;

/** Stores a conversation's turns as a user's messages and waits for their vectors. */
export async function ingestConversation(
  url: string,
  { id, turns }: Conversation,
  userId = `locomo-${id}`,
): Promise<StoredTurns> {
  const stored: string[] = [];
  for (let start = 0; start < turns.length; start += perBatch) {
    const messages = turns.slice(start, start + perBatch).map((turn) => ({
      user_id: userId,
      conversation_id: id,
      role: "user",
      name: turn.speaker,
      content: contentOf(turn),
      created_at: turn.at,
    }));
    const response = await fetch(`${url}/v1/messages/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages }),
    });
    if (!response.ok) throw new Error(`a batch was refused: ${await response.text()}`);
    const { results } = (await response.json()) as { results: { id: string }[] };
    stored.push(...results.map((receipt) => receipt.id));
  }
  for (const message of stored) await untilEmbedded(url, `messages/${message}`, userId);
  return new Map(turns.map((turn, at) => [turn.id, stored[at]!]));
}

/** Stores what annotators drew from the turns as memories that rest on them, and waits for their vectors. */
export async function ingestObservations(
  url: string,
  { id, observations }: Conversation,
  turns: StoredTurns,
): Promise<void> {
  const stored: string[] = [];
  for (const { text, evidence } of observations) {
    const response = await fetch(`${url}/v1/memories`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        user_id: `locomo-${id}`,
        type: "fact",
        content: text,
        source_message_ids: evidence.flatMap((turn) => turns.get(turn) ?? []),
      }),
    });
    if (!response.ok) throw new Error(`a memory was refused: ${await response.text()}`);
    stored.push(((await response.json()) as { id: string }).id);
  }
  for (const memory of stored) await untilEmbedded(url, `memories/${memory}`, `locomo-${id}`);
}

async function untilEmbedded(url: string, path: string, user: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/${path}`, { headers: { "x-user-id": user } });
    const { embedding_status } = (await response.json()) as { embedding_status: string };
    if (embedding_status === "ready") return;
    await sleep(50);
  }
}
