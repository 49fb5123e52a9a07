import { setTimeout as sleep } from "node:timers/promises";
import { type Conversation, contentOf } from "./read-conversations.ts";

const perBatch = 100;

/** Stores a conversation's turns as a user's messages, marked with their turn's id, and waits for their vectors. */
export async function ingestConversation(url: string, { id, turns }: Conversation): Promise<void> {
  const stored: string[] = [];
  for (let start = 0; start < turns.length; start += perBatch) {
    const messages = turns.slice(start, start + perBatch).map((turn) => ({
      user_id: `locomo-${id}`,
      conversation_id: id,
      role: "user",
      name: turn.speaker,
      content: contentOf(turn),
      metadata: { turn: turn.id },
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
  for (const message of stored) await untilEmbedded(url, message, `locomo-${id}`);
}

async function untilEmbedded(url: string, message: string, user: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/messages/${message}`, { headers: { "x-user-id": user } });
    const { embedding_status } = (await response.json()) as { embedding_status: string };
    if (embedding_status === "ready") return;
    await sleep(50);
  }
}
