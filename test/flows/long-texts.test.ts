import { expect, inject, test } from "vitest";
import { memoryClient } from "./memory-client.ts";
import { everythingOld, longAgo, retentionClient } from "./retention-client.ts";

const { url } = inject("cloud");
const count = 50;
/** Four bytes a character: all of them are more than Lambda answers with. */
const longText = (at: number) => `picnic ${at} ${"🙂".repeat(31_900)}`;
const numbers = Array.from({ length: count }, (_, at) => at);

interface Page {
  readonly items: readonly { readonly id: string; readonly content: string; readonly version?: number }[];
  readonly next_cursor: string | null;
}
type Client = ReturnType<typeof memoryClient>;

/** All pages of a list, each asked for as long as it may be. */
async function readAll(memory: Client, path: string, query: object = {}) {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const answer = await memory.ask(path, { ...query, limit: 100, ...(cursor && { cursor }) });
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    const page = answer.json() as Page;
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return { pages: pages.length, items: pages.flatMap(({ items }) => items) };
}

async function writeMessages(memory: Client, given: object = {}): Promise<string[]> {
  const drafts = numbers.map((at) => ({ content: longText(at), ...given }));
  const ids: string[] = [];
  // Few at a time: to cut such texts into words takes a while.
  for (let from = 0; from < count; from += 5) {
    const receipts = await memory.writeAll(drafts.slice(from, from + 5));
    ids.push(...receipts.map(({ id }) => id));
  }
  return ids;
}

test("long messages of a conversation and of the archive are read page by page, and none is left out", async () => {
  const memory = memoryClient(url);
  const ids = await writeMessages(memory, { user_id: "anna", created_at: longAgo });
  const whose = { user_id: "anna" };
  const read = async () => {
    const { pages, items } = await readAll(memory, "/v1/conversations/conversation/messages", whose);
    return { pages, ids: items.map(({ id }) => id) };
  };
  expect(await read()).toEqual({ pages: 2, ids });

  const retention = retentionClient(url);
  await retention.setPolicy(memory.tenant, everythingOld);
  const { run_id } = await retention.start({ tenant_id: memory.tenant });
  expect(await retention.untilDone(run_id)).toMatchObject({ archived: count });
  const archive = await readAll(memory, "/v1/archive", whose);
  expect(archive.pages).toBe(2);
  expect(archive.items.map(({ id }) => id).toSorted()).toEqual(ids);
});

test("a search of long texts gives as many of the best as an answer holds", async () => {
  const memory = memoryClient(url);
  await writeMessages(memory);
  const few = await memory.search("picnic", { top_k: 10 });
  expect(few.results).toHaveLength(10);
  const { results } = await memory.search("picnic", { top_k: 100 });
  expect(results.length).toBeGreaterThan(30);
  expect(results.length).toBeLessThan(count);
  const scores = results.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test("long memories, and the history of one, are read page by page, and nothing is left out", async () => {
  const memory = memoryClient(url);
  const ids: string[] = [];
  for (const at of numbers) ids.unshift((await memory.remember({ content: longText(at) })).id);
  const list = await readAll(memory, "/v1/memories");
  expect([list.pages, list.items.map(({ id }) => id)]).toEqual([2, ids]);

  const [id] = ids;
  for (const at of numbers) {
    const judged = await memory.send(`/v1/memories/${id}/feedback`, { useful: at % 2 === 0 });
    expect(judged.status, judged.text.slice(0, 300)).toBe(200);
  }
  const history = await readAll(memory, `/v1/memories/${id}/history`);
  expect([history.pages, history.items.map(({ version }) => version)]).toEqual([
    2,
    [...numbers.map((at) => count + 1 - at), 1],
  ]);
});
