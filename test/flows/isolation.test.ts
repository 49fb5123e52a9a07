import { expect, inject, test } from "vitest";
import { refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";

const { url } = inject("cloud");
/** By its words, not by what happens to be spelt alike. */
const byKeyword = { min_similarity: 0.3 };
const contents = (found: { results: { content: string }[] }) =>
  found.results.map(({ content }) => content).sort();

test("two users may use the same conversation id and never meet", async () => {
  const memory = memoryClient(url);
  const ann = await memory.write({ content: "ann likes cedar", user_id: "ann", conversation_id: "shared" });
  const bob = await memory.write({ content: "bob likes cedar", user_id: "bob", conversation_id: "shared" });

  for (const [user_id, own] of [
    ["ann", ann],
    ["bob", bob],
  ] as const) {
    const everything = await memory.search("cedar", { ...byKeyword, user_id });
    expect(everything.results.map(({ id }) => id)).toEqual([own.id]);
    const ofConversation = await memory.search("cedar", { ...byKeyword, user_id, conversation_id: "shared" });
    expect(ofConversation.results.map(({ id }) => id)).toEqual([own.id]);
    expect(
      (await memory.searchByBody("cedar", { ...byKeyword, user_id })).results.map(({ id }) => id),
    ).toEqual([own.id]);
  }
});

test("another user's message is not there", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "private", user_id: "ann" });
  expect((await memory.read(id, { user_id: "ann" })).content).toBe("private");
  const answer = await memory.ask(`/v1/messages/${id}`, { user_id: "bob" });
  expect(answer.status).toBe(404);
  expect(refusal(answer).code).toBe("not_found");
});

test("a call without a user sees the whole tenant, and what it writes belongs to no user", async () => {
  const memory = memoryClient(url);
  await memory.write({ content: "maple by ann", user_id: "ann" });
  await memory.write({ content: "maple by bob", user_id: "bob" });
  const { id } = await memory.write({ content: "maple by nobody" });

  expect(contents(await memory.search("maple", byKeyword))).toEqual([
    "maple by ann",
    "maple by bob",
    "maple by nobody",
  ]);
  expect((await memory.read(id)).user_id).toBeNull();
  expect(contents(await memory.search("maple", { ...byKeyword, user_id: "ann" }))).toEqual(["maple by ann"]);
});

test("a user may be named by header as well as by query or body", async () => {
  const memory = memoryClient(url);
  const asAnn = memoryClient(url, { tenant: memory.tenant, headers: { "X-User-Id": "ann" } });
  const { id } = await asAnn.write({ content: "birch by ann" });
  await memory.write({ content: "birch by nobody" });
  expect((await memory.read(id)).user_id).toBe("ann");
  expect(contents(await asAnn.search("birch", byKeyword))).toEqual(["birch by ann"]);
  expect(contents(await asAnn.search("birch", { ...byKeyword, user_id: "ann" }))).toEqual(["birch by ann"]);
});

test("another tenant sees nothing", async () => {
  const [mine, theirs] = [memoryClient(url), memoryClient(url)];
  const { id } = await mine.write({ content: "walnut", user_id: "ann" });
  await theirs.write({ content: "hazel", user_id: "ann" });
  expect((await theirs.search("walnut", byKeyword)).results).toEqual([]);
  expect((await theirs.search("walnut", { ...byKeyword, user_id: "ann" })).results).toEqual([]);
  expect((await theirs.ask(`/v1/messages/${id}`)).status).toBe(404);
  expect((await theirs.ask(`/v1/messages/${id}`, { user_id: "ann" })).status).toBe(404);
});

test("a call that names no tenant works for the tenant default", async () => {
  const word = `willow${crypto.randomUUID().replaceAll("-", "")}`;
  const unnamed = memoryClient(url, { tenant: undefined as never });
  const { id } = await memoryClient(url, { tenant: "default" }).write({ content: word });
  expect(
    (await unnamed.search(word, { ...byKeyword, tenant_id: undefined })).results.map((result) => result.id),
  ).toEqual([id]);
});
