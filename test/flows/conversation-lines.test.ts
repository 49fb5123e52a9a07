import { describe, expect, inject, test } from "vitest";
import { type Answer, call, queryString, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { everythingOld, retentionClient } from "./retention-client.ts";
import { rowsOf } from "./rows.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);

type Line = Readonly<Record<string, unknown>>;
const created_at = "2025-06-01T08:00:00.000Z";
const beginning: Line = { kind: "conversation", id: "trip", title: "Trip", extraction: false, created_at };
const said: Line = { kind: "message", role: "user", content: "Off to the sea", created_at };
const whole = (...messages: Line[]) => [beginning, ...messages, { kind: "end", messages: messages.length }];

/** A tenant, and who brings conversations in and takes them along. */
function start() {
  const memory = memoryClient(url);
  const { tenant } = memory;
  const address = (path: string, query: object) =>
    `${url}/v1/conversations${path}?${queryString({ tenant_id: tenant, user_id: "anna", ...query })}`;
  const bring = (
    lines: readonly (Line | string)[],
    query: object = {},
    headers: Record<string, string> = {},
  ) =>
    call(address("/import", query), {
      body: lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
      headers: { "content-type": "application/x-ndjson", ...headers },
    });
  const take = async (id: string, query: object = {}) => {
    const answer = await call(address(`/${id}/export`, query));
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/x-ndjson/);
    return answer.text;
  };
  const erase = (id: string) => call(address(`/${id}`, {}), { method: "DELETE" });
  return { memory, tenant, bring, take, erase };
}

const reason = (answer: Answer) => [answer.status, refusal(answer).details?.[0]?.path] as const;

describe("a conversation that is taken along", () => {
  test("comes back the same, line by line", async () => {
    const { memory, bring, take, erase } = start();
    const given = { user_id: "anna", conversation_id: "c:1" };
    const messages = Array.from({ length: 250 }, (_, at) => `number ${at} 🙂 "quoted"\n`);
    for (const part of [0, 100, 200]) {
      await memory.writeAll(messages.slice(part, part + 100).map((content) => ({ ...given, content })));
    }
    await memory.write({
      ...{ ...given, role: "assistant", name: "Coach", content: "x".repeat(32_000) },
      ...{ metadata: { a: [1, null, { b: "ü" }] }, importance: 0.123456 },
    });
    const first = await take("c:1");
    const lines = first
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(lines[0]).toMatchObject({ kind: "conversation", id: "c:1", title: null, extraction: null });
    expect(lines.slice(1, 251).map(({ content }) => content)).toEqual(messages);
    expect(lines.at(-1)).toEqual({ kind: "end", messages: 251 });

    expect((await erase("c:1")).status).toBe(204);
    const answer = await bring([first]);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toEqual({ conversation_id: "c:1", title: null, messages: 251 });
    expect(await take("c:1")).toBe(first);
  });

  test("keeps title, tools and how each message ended, for somebody else and under another name", async () => {
    const { bring, take } = start();
    const tool_calls = [
      { name: "search", arguments: { q: "sea" }, result: [{ id: 1 }, null], call_id: "c1" },
    ];
    const reply = { ...said, role: "assistant", status: "cancelled", tool_calls, content: "Nice" };
    expect((await bring(whole(said, reply))).status).toBe(201);
    const first = await take("trip");
    const copy = await bring([first], { user_id: "ben", conversation_id: "copy" });
    expect(copy.json()).toEqual({ conversation_id: "copy", title: "Trip", messages: 2 });
    const second = await take("copy", { user_id: "ben" });
    expect(second).toBe(first.replace('"id":"trip"', '"id":"copy"'));
    expect(JSON.parse(second.split("\n")[2]!)).toMatchObject({ status: "cancelled", tool_calls });
  });

  test("keeps a reply that was stopped before its first word, which is embedded by nobody and never found", async () => {
    const { memory, bring, take } = start();
    const silent = { ...said, role: "assistant", status: "cancelled", content: "" };
    expect((await bring(whole(said, silent))).status).toBe(201);
    const first = await take("trip");
    expect(JSON.parse(first.split("\n")[2]!)).toMatchObject({ content: "", status: "cancelled" });
    expect((await bring([first], { conversation_id: "copy" })).status).toBe(201);
    const query = { user_id: "anna" };
    const list = await memory.ask("/v1/conversations/trip/messages", query);
    const { items } = list.json() as { items: { id: string }[] };
    await memory.untilEmbedded(items[1]!.id, query);
    const jobs = await memory.ask("/v1/admin/jobs");
    expect(jobs.json()).toMatchObject({ items: [] });
    const { results } = await memory.search("sea", query);
    expect(results.map(({ content }) => content)).toEqual(["Off to the sea", "Off to the sea"]);
  });

  test("comes back whole and is found again where retention had put it away", async () => {
    const { memory, tenant, bring, take, erase } = start();
    expect((await bring(whole(said))).status).toBe(201);
    const first = await take("trip");
    const retention = retentionClient(url);
    await retention.setPolicy(tenant, everythingOld);
    const { run_id } = await retention.start({ tenant_id: tenant });
    expect(await retention.untilDone(run_id)).toMatchObject({ archived: 1 });
    const search = async () => (await memory.search("sea", { user_id: "anna" })).results.length;
    expect(await search()).toBe(0);
    expect(await take("trip")).toBe(first);
    expect((await erase("trip")).status).toBe(204);
    expect((await bring([first])).status).toBe(201);
    expect(await search()).toBe(1);
  });

  test("keeps a reply that is longer than what may be sent", async () => {
    const { bring, take } = start();
    const reply = { ...said, role: "assistant", content: `${"a long story 🙂 ".repeat(7_000)}.` };
    expect((await bring(whole(said, reply))).status).toBe(201);
    const first = await take("trip");
    expect((await bring([first], { conversation_id: "copy" })).status).toBe(201);
    expect(await take("copy")).toBe(first.replace('"id":"trip"', '"id":"copy"'));
    const own = await bring(whole({ ...reply, role: "user" }), { conversation_id: "own" });
    expect(reason(own)).toEqual([400, "lines.1.content"]);
  });

  test("is found by meaning once it is back", async () => {
    const { memory, bring } = start();
    await bring(whole(said));
    const query = { user_id: "anna" };
    const { results } = await memory.search("sea", query);
    expect(results).toMatchObject([{ content: "Off to the sea", conversation_id: "trip" }]);
    await memory.untilEmbedded(results[0]!.id, query);
  });
});

describe("what is brought in", () => {
  test("is refused where the name is taken, and nothing of it is stored", async () => {
    const { bring, tenant } = start();
    await bring(whole(said));
    const answer = await bring(whole(said, said));
    expect([answer.status, refusal(answer).code]).toEqual([409, "conflict"]);
    expect((await rows.count(tenant)).messages).toBe(1);
    expect((await bring(whole(said), { conversation_id: "free" })).status).toBe(201);
  });

  test("is stored once under one key, and its answer given again", async () => {
    const { bring, tenant } = start();
    const key = { "idempotency-key": "once" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => bring(whole(said), {}, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    const other = await bring(whole(said, said), {}, key);
    expect([other.status, refusal(other).code]).toEqual([422, "idempotency_mismatch"]);
    expect((await rows.count(tenant)).messages).toBe(1);
  });

  test("from a clock that runs ahead is found at once", async () => {
    const { memory, bring, take } = start();
    const soon = { created_at: new Date(Date.now() + 2 * 60_000).toISOString() };
    const lines = [{ ...beginning, ...soon }, { ...said, ...soon }, whole(said).at(-1)!];
    expect((await bring(lines)).status).toBe(201);
    const { results } = await memory.search("sea", { user_id: "anna" });
    expect(results).toMatchObject([{ content: "Off to the sea" }]);
    const [first, second] = (await take("trip")).split("\n").map((line) => JSON.parse(line || "{}"));
    expect([first.created_at < soon.created_at, second.created_at]).toEqual([true, results[0]!.created_at]);
  });

  const ahead = new Date(Date.now() + 3_600_000).toISOString();
  test.each<[string, readonly (Line | string)[], string]>([
    ["without its end", [beginning, said], "lines"],
    ["that broke off", [beginning, said, { kind: "error", error: {} }], "lines.2.kind"],
    ["whose end counts otherwise", [beginning, said, { kind: "end", messages: 2 }], "lines.2.messages"],
    ["without its beginning", [said, { kind: "end", messages: 0 }], "lines.0.kind"],
    ["with two beginnings", whole(said, beginning), "lines.2.kind"],
    ["with two ends", whole(said, { kind: "end", messages: 1 }), "lines.2.kind"],
    ["of nothing", [], "lines.0"],
    ["with a line that is no JSON", [beginning, "{", said], "lines.1"],
    ["with an empty line", [beginning, "", said], "lines.1"],
    ["with an empty message", whole(said, said, { ...said, content: "" }), "lines.3.content"],
    ["with a message of a tool", whole({ ...said, role: "tool" }), "lines.1.role"],
    ["with NUL in a text", whole({ ...said, content: "a\u0000" }), "lines.1.content"],
    [
      "with NUL in what a tool gave",
      whole({ ...said, tool_calls: [{ name: "t", arguments: {}, result: "\u0000" }] }),
      "lines.1.tool_calls.0.result",
    ],
    ["with a message of tomorrow", whole({ ...said, created_at: ahead }), "lines.1.created_at"],
    [
      "that begins tomorrow",
      [
        { ...beginning, created_at: ahead },
        { kind: "end", messages: 0 },
      ],
      "lines.0.created_at",
    ],
    [
      "under a name that is none",
      [
        { ...beginning, id: "a b" },
        { kind: "end", messages: 0 },
      ],
      "lines.0.id",
    ],
  ])("%s is refused whole", async (_what, lines, path) => {
    const { bring, tenant } = start();
    expect(reason(await bring(lines))).toEqual([400, path]);
    expect((await rows.count(tenant)).messages).toBe(0);
  });

  test("takes up to 5 MB, and as JSON Lines by either name", async () => {
    const { bring } = start();
    const json = { "content-type": "application/json" };
    expect((await bring(whole(said), {}, json)).status).toBe(415);
    expect((await bring(whole(said), {}, { "content-type": "application/jsonl" })).status).toBe(201);
    const long = { ...said, content: "word ".repeat(6_000) };
    const text = { "content-type": "text/x-ndjson" };
    const big = await bring(whole(...new Array(160).fill(long)), { conversation_id: "big" }, text);
    expect(big.status, big.text).toBe(201);
    const tooBig = await bring(whole(...new Array(170).fill(long)), { conversation_id: "too-big" }, text);
    expect([tooBig.status, refusal(tooBig).code]).toEqual([413, "payload_too_large"]);
  });

  test("may be ten thousand messages, and not one more", async () => {
    const { bring } = start();
    const some = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...said, content: `message ${at} of many` }));
    const answer = await bring(whole(...some(10_000)));
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toMatchObject({ messages: 10_000 });
    expect(reason(await bring(whole(...some(10_001)), { conversation_id: "more" }))).toEqual([400, "lines"]);
  });
});
