import { expect, inject, test, vi } from "vitest";
import { createDatabase, type Statement } from "#shared/adapters/postgres/database.ts";
import {
  clearConversation,
  eraseConversation,
} from "#shared/adapters/postgres/memories/take-conversation-away.ts";
import { reachOf } from "#shared/adapters/postgres/reach-of.ts";
import type { Actor } from "#shared/ports/actor.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { postgresMemory, write } from "./memory-subject.ts";

const url = inject("databaseUrl");
const database = createDatabase({ url });
const subject = postgresMemory(url);

/** Does it slowly, and resolves once its locks are held; where Postgres has one session only, once it is over. */
async function beginSlowly(actor: Actor, { lock, ...statement }: Statement): Promise<() => Promise<unknown>> {
  const key = "hashtext(current_setting('aimi.tenant'))";
  const erasing = database.queryAll(reachOf(actor), [
    lock!,
    { text: `select pg_advisory_xact_lock(${key})` },
    { text: "select pg_sleep(1)" },
    statement,
  ]);
  let over = false;
  const ended = erasing.finally(() => {
    over = true;
  });
  await vi.waitUntil(
    async () => {
      const text = `select pg_try_advisory_xact_lock(${key}) as free`;
      const [row] = await database.query<{ free: boolean }>(reachOf(actor), { text });
      return over || !row!.free;
    },
    { timeout: 60_000, interval: 10 },
  );
  return () => ended;
}

test("what is said into a conversation while it is erased begins it anew", async () => {
  const actor = buildActor({ userId: "anna" });
  const [old] = await write(subject, actor, { content: "before" });
  const erasure = eraseConversation([actor.tenantId, actor.ownerId, old!.conversationId]);
  const erased = await beginSlowly(actor, erasure);
  const next = buildMessage(actor, { content: "after" });
  const appended = await subject.messages.append(buildAppend(actor, [next]));
  await erased();
  expect(appended).toMatchObject({ outcome: "stored" });
  expect(await subject.messages.find(actor, old!.id, "fake-embedding")).toBeNull();
  expect(await subject.messages.find(actor, next.id, "fake-embedding")).toMatchObject({ content: "after" });
});

test("a memory that rests on what is cleared meanwhile is told that there is no such message", async () => {
  const actor = buildActor({ userId: "anna" });
  const [said] = await write(subject, actor, { content: "before" });
  const clearing = clearConversation([actor.tenantId, actor.ownerId, said!.conversationId]);
  const cleared = await beginSlowly(actor, clearing);
  const memory = buildMemory({ sourceMessageIds: [said!.id] });
  const created = await subject.memories.create(buildCreation(actor, memory));
  await cleared();
  expect(created).toEqual({ outcome: "message_unknown", id: said!.id });
});
