import { setTimeout as sleep } from "node:timers/promises";
import { type DeploymentClient, StepFailed } from "./deployment-client.ts";

export interface Names {
  readonly tenant: string;
  readonly conversation: string;
}

interface Found {
  readonly results: { id: string; content: string; score_breakdown: { vector: number } }[];
}

const content = "I adopted a grey kitten called Pixel last Tuesday.";
const embeddingDeadlineMs = 60_000;

/** Stores one message and finds it again, by its words at once and by its meaning once embedded. */
export async function* walkMemory(client: DeploymentClient, names: Names): AsyncGenerator<string> {
  const health = await client.call<{ status: string }>("GET", "/health", { status: 200 });
  yield `GET /health says ${health.status}`;

  const { id } = await client.call<{ id: string }>("POST", "/v1/messages", {
    status: 201,
    json: { tenant_id: names.tenant, conversation_id: names.conversation, role: "user", content },
  });
  yield `POST /v1/messages stored ${id}`;

  await search("Pixel");
  yield "GET /v1/memory/search finds it by a word";

  const startedAt = Date.now();
  await untilEmbedded(client, `/v1/messages/${id}?tenant_id=${names.tenant}`);
  yield `it was embedded after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

  const { score_breakdown: breakdown } = await search("a kitten called Pixel was adopted");
  if (!(breakdown.vector > 0)) throw new StepFailed("the search by meaning gave the message no vector score");
  yield `GET /v1/memory/search finds it by meaning (vector ${breakdown.vector})`;

  async function search(query: string) {
    const asked = new URLSearchParams({ tenant_id: names.tenant, query, top_k: "5" });
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
