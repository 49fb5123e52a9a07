import { expect, test } from "vitest";
import { UpstreamUnavailable } from "#shared/errors.ts";
import type { PersonTraces } from "#shared/ports/erasure.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { forgetBuffers } from "./forget-buffers.ts";

const person = buildPerson();
const ids = Array.from({ length: 120 }, (_, at) => `id-${String(at).padStart(3, "0")}`);

const traces: PersonTraces = {
  async conversationIds(_, { limit, after }) {
    const rest = ids.filter((id) => after === null || id > after);
    const items = rest.slice(0, limit);
    return { items, next: rest.length > limit ? items.at(-1)! : null };
  },
};

const nobodyElse = {
  conversationsOf: async (): Promise<string[]> => [],
  forgetConversationsOf: async () => undefined,
};

test("every conversation's buffer is forgotten, page by page", async () => {
  const forgotten: string[] = [];
  const turnStream = {
    ...nobodyElse,
    conversationsOf: async (ownerId: string) => (ownerId === person.ownerId ? ["not stored yet"] : []),
    forgetConversation: async (id: string, also?: { readonly letters: boolean }) => {
      if (also?.letters) forgotten.push(id);
    },
    forgetConversationsOf: async (ownerId: string) => {
      forgotten.push(ownerId);
    },
  };
  const step = forgetBuffers({ turnStream, traces });
  expect(await step.eraseSome(person)).toEqual({ erased: 0, more: false });
  expect(forgotten).toEqual([...ids, "not stored yet", person.ownerId]);
});

test("the step is not done while one cannot be forgotten", async () => {
  const turnStream = {
    ...nobodyElse,
    forgetConversation: async (id: string) => {
      if (id === "id-077") throw new Error("no answer");
    },
  };
  await expect(forgetBuffers({ turnStream, traces }).eraseSome(person)).rejects.toThrow(UpstreamUnavailable);
});
