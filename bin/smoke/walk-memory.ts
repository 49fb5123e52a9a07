import { setTimeout as sleep } from "node:timers/promises";
import { type DeploymentClient, StepFailed } from "./deployment-client.ts";
import { eraseConversation } from "./erase-conversation.ts";

export interface Names {
  /** None where the key decides. */
  readonly tenant?: string | undefined;
  /** New at each run: a name in the text too, so that it has to be embedded. */
  readonly run: string;
}

interface Found {
  readonly results: { id: string; score_breakdown: { vector: number } }[];
}

const embeddingDeadlineMs = 60_000;

/** Stores one message and finds it again, by its words at once and by its meaning once embedded. */
export async function* walkMemory(client: DeploymentClient, { tenant, run }: Names): AsyncGenerator<string> {
  const conversation_id = `smoke-${run}`;
  const named: Record<string, string> = tenant === undefined ? {} : { tenant_id: tenant };
  const kitten = `pixel${run}`;

  const health = await client.call<{ status: string }>("GET", "/health", { status: 200 });
  yield `GET /health says ${health.status}`;

  const { id } = await client.call<{ id: string }>("POST", "/v1/messages", {
    status: 201,
    json: { ...named, conversation_id, role: "user", content: `I adopted a grey kitten called ${kitten}.` },
  });
  yield `POST /v1/messages stored ${id}`;

  await search(kitten);
  yield "GET /v1/memory/search finds it by a word";

  const startedAt = Date.now();
  await untilEmbedded(client, `/v1/messages/${id}?${new URLSearchParams(named)}`);
  yield `it was embedded after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

  const { score_breakdown: breakdown } = await search("the kitten that was adopted");
  if (!(breakdown.vector > 0)) throw new StepFailed("the search by meaning gave the message no vector score");
  yield `GET /v1/memory/search finds it by meaning (vector ${breakdown.vector})`;

  await eraseConversation(client, { conversationId: conversation_id, tenant });
  yield `DELETE /v1/conversations/${conversation_id} erases it`;

  async function search(query: string) {
    const asked = new URLSearchParams({ ...named, conversation_id, query });
    const { results } = await client.call<Found>("GET", `/v1/memory/search?${asked}`, { status: 200 });
    const found = results.find((result) => result.id === id);
    if (!found) throw new StepFailed(`a search for "${query}" did not find the message ${id}`);
    return found;
  }
}

async function untilEmbedded(client: DeploymentClient, path: string): Promise<void> {
  const deadline = Date.now() + embeddingDeadlineMs;
  while (true) {
    const message = await client.call<{ embedding_status: string }>("GET", path, { status: 200 });
    if (message.embedding_status === "ready") return;
    if (message.embedding_status === "failed") throw new StepFailed("the message could not be embedded");
    if (Date.now() > deadline) throw new StepFailed("the message was not embedded within a minute");
    await sleep(500);
  }
}
