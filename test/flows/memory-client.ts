import { expect, vi } from "vitest";
import * as z from "zod";
import { memory } from "#shared/wire/http/memory.ts";
import { message, messageReceipt } from "#shared/wire/http/messages.ts";
import { searchMemoryContract } from "#shared/wire/http/search.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { type Answer, call, queryString, shaped } from "./call.ts";

type Fields = Readonly<Record<string, unknown>>;
export type Receipt = z.output<typeof messageReceipt>;
export type MemoryClient = ReturnType<typeof memoryClient>;

const receipts = z.object({ results: z.array(messageReceipt) });
const found = searchMemoryContract.responses[200]!.schema!;
export const searchAnswer = z.object({
  results: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      content: z.string(),
      role: z.string().optional(),
      conversation_id: z.string().optional(),
      type: z.string().optional(),
      source_message_ids: z.array(z.string()).optional(),
      created_at: z.string(),
      metadata: z.record(z.string(), z.unknown()),
      score: z.number(),
      score_breakdown: z.object({
        vector: z.number(),
        lexical: z.number(),
        context: z.number(),
        similarity: z.number(),
        importance: z.number(),
        decay: z.number(),
        weights: z.object({ similarity: z.number(), importance: z.number(), decay: z.number() }),
      }),
    }),
  ),
  as_of: z.string(),
  degraded: z.literal(true).optional(),
  approximate: z.literal(true).optional(),
});

/** A tenant's client of the memory routes: it holds every answer against its contract. */
export function memoryClient(
  url: string,
  { tenant = uniqueTenant(), headers = {} as Record<string, string> } = {},
) {
  const mine = (fields: Fields) => ({ tenant_id: tenant, ...fields });

  const send = (path: string, body: Fields, more: Readonly<Record<string, string>> = {}) =>
    call(`${url}${path}`, { body: mine(body), headers: { ...headers, ...more } });
  const ask = (path: string, query: Fields = {}) =>
    call(`${url}${path}?${queryString(mine(query))}`, { headers });
  const remove = (path: string, query: Fields = {}) =>
    call(`${url}${path}?${queryString(mine(query))}`, { method: "DELETE", headers });

  return {
    tenant,
    send,
    ask,
    remove,

    async write(draft: Fields): Promise<Receipt> {
      const answer = await send("/v1/messages", { conversation_id: "conversation", role: "user", ...draft });
      return shaped(messageReceipt, expectStatus(answer, 201));
    },

    async writeAll(drafts: readonly Fields[], more: Fields = {}): Promise<Receipt[]> {
      const messages = drafts.map((draft) => ({ conversation_id: "conversation", role: "user", ...draft }));
      const answer = await send("/v1/messages/batch", { messages, ...more });
      return shaped(receipts, expectStatus(answer, 201)).results;
    },

    async remember(draft: Fields): Promise<z.output<typeof memory>> {
      const answer = await send("/v1/memories", { type: "fact", content: "a memory", ...draft });
      return shaped(memory, expectStatus(answer, 201));
    },

    async recall(id: string, query: Fields = {}) {
      return shaped(memory, expectStatus(await ask(`/v1/memories/${id}`, query), 200));
    },

    async read(id: string, query: Fields = {}) {
      return shaped(message, expectStatus(await ask(`/v1/messages/${id}`, query), 200));
    },

    async search(query: string, more: Fields = {}) {
      return toFound(await ask("/v1/memory/search", { query, ...more }));
    },

    async searchByBody(query: string, more: Fields = {}) {
      return toFound(await send("/v1/memory/search", { query, ...more }));
    },

    async untilEmbedded(id: string, query: Fields = {}): Promise<void> {
      const status = async () => (await this.read(id, query)).embedding_status;
      await vi.waitUntil(async () => (await status()) === "ready", { timeout: 30_000, interval: 50 });
    },
  };
}

function expectStatus(answer: Answer, status: number): unknown {
  expect(answer.status, answer.text).toBe(status);
  return answer.json();
}

function toFound(answer: Answer) {
  const json = expectStatus(answer, 200);
  shaped(found, json);
  return searchAnswer.parse(json);
}
