import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresErasureSteps } from "#shared/adapters/postgres/people/erasure/postgres-erasure-steps.ts";
import { postgresUsageLedger } from "#shared/adapters/postgres/postgres-usage-ledger.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildLost, buildTurn } from "#test/builders/build-turn.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { fillTenant } from "./fill-tenant.ts";
import { reads, type TableRead } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const anna = buildPerson({ tenantId: "acme", userId: "user-1" });
/** Somebody who has said fifty thousand things in one conversation. */
const talker = buildPerson({ tenantId: "acme", userId: "talker" });
const talked = 50_000;
const now = Date.now();
const usage = { tenantId: "acme", from: "2026-01-01", to: "2026-01-31" };

const owned = "gen_random_uuid(), 'acme', aimi_owner(), 'talker'";
/** What somebody has done and planned in years: most of it is over, or far away. */
const planned = [
  `insert into goals (id, tenant_id, owner_id, user_id, title, status, target_date, created_at, updated_at)
   select ${owned}, 'g' || at, case at % 50 when 0 then 'active' else 'achieved' end, date '2026-01-01' + at, now(), now()
   from generate_series(1, 2000) as at`,
  `insert into tasks (id, tenant_id, owner_id, user_id, title, status, due_at, created_at, updated_at)
   select ${owned}, 't' || at, case at % 2 when 0 then 'open' else 'done' end, now() + (at - 5000) * interval '3 hours', now(), now()
   from generate_series(1, 10000) as at`,
  `insert into events (id, tenant_id, owner_id, user_id, title, starts_at, time_zone, recurrence, last_ends_at, created_at, updated_at)
   select ${owned}, 'e' || at, starts, 'UTC', case at % 10 when 0 then 'FREQ=DAILY;COUNT=1' end, starts, now(), now()
   from generate_series(1, 10000) as at, lateral (select now() + (at - 9800) * interval '6 hours' as starts) as once`,
  `insert into reminders (id, tenant_id, owner_id, user_id, kind, text, starts_local, due_at, channel, status, created_at, updated_at)
   select ${owned}, 'reminder', 'r' || at, now()::timestamp, now() + (at - 9000) * interval '1 hour', 'auto',
     case when at < 8900 then 'acknowledged' when at < 9000 then 'due' else 'scheduled' end, now(), now()
   from generate_series(1, 10000) as at`,
];

/** Besides those that are filled: tenants that have little more than what they used. */
const manyTenants = `do $$ declare home text; begin
  foreach home in array array(select 'empty-' || at from generate_series(1, 600) as at) loop
    perform set_config('aimi.tenant', home, true), set_config('aimi.scope', 'tenant', true);
    insert into tenants (id, name, created_at) values (home, 'T', now());
    insert into users (tenant_id, id, owner_id, created_at, last_seen_at)
    select home, 'u' || at, aimi_owner_id(home, 'u' || at), now(), now() from generate_series(1, 3) as at;
    insert into usage_days (tenant_id, day, model, turns, prompt_tokens, completion_tokens, cost_micros)
    select home, date '2026-01-31' - at, 'm', 1, 1, 1, 1 from generate_series(1, 20) as at;
  end loop;
end $$`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillTenant(database.appUrl, { tenantId: "acme", users: 20, messagesOfUser: 100 });
  for (let at = 0; at < 15; at++) {
    await fillTenant(database.appUrl, { tenantId: `other-${at}`, users: 5, messagesOfUser: 20 });
  }
  const { conversationId, clientConversationId, sessionId } = buildTurn(talker);
  const claims = { scope: "user", tenant: "acme", user: "talker" };
  for (const statement of [
    `insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
     values ('${conversationId}', 'acme', aimi_owner(), 'talker', '${clientConversationId}', now())`,
    `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
     values ('${sessionId}', 'acme', aimi_owner(), '${conversationId}', now(), now())`,
    `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at, end_reason)
     select gen_random_uuid(), 'acme', aimi_owner(), '${conversationId}', now(), now(), now(), 'idle'
     from generate_series(1, 5000)`,
    `insert into turns (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
       reply_message_id, status, attempt, fence, care, outbox_id, accepted_at)
     select md5('t' || at)::uuid, 'acme', aimi_owner(), '${conversationId}', '${sessionId}', 'c' || at,
       md5('q' || at)::uuid, md5('a' || at)::uuid, 'done', 1, 1, false, md5('o' || at)::uuid,
       now() - at * interval '1 minute'
     from generate_series(1, ${talked / 2}) as at`,
    `insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
       created_at, turn_id)
     select md5(case when asks then 'q' else 'a' end || at)::uuid, 'acme', aimi_owner(), '${conversationId}',
       case when asks then 'user' else 'assistant' end, 'said ' || at, '{}', 0.5,
       sha256(convert_to(asks || 'x' || at, 'UTF8')), now() - at * interval '1 minute', md5('t' || at)::uuid
     from generate_series(1, ${talked / 2}) as at, (values (true), (false)) as who (asks)`,
    ...planned,
  ])
    await askAs(database.appUrl, claims, statement);
  await askAs(database.appUrl, {}, manyTenants);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const turn = buildTurn(anna, { clientConversationId: "c3", now });
const later = buildTurn(anna, { clientConversationId: "c3", now: now + turn.sessionIdleMs * 2 });
const following = buildTurn(anna, { clientConversationId: "c3", now: later.now + 5_000, followsOn: true });
const end = buildFinish(turn, { fence: 2, outboxId: turn.outboxId });
const learning = buildFinish(later, { fence: 1, outboxId: later.outboxId }, { remembered: true });
/** In this order, each after those before it. */
const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "a turn begins": (of) => postgresTurns(withoutSearch(of)).begin(turn),
  "a turn begins again": (of) => postgresTurns(withoutSearch(of)).begin(turn),
  "a turn ends": (of) => postgresTurns(of).finish(end),
  "a turn ends again": (of) => postgresTurns(of).finish(end),
  "a turn that has ended is told": (of) => postgresTurns(withoutSearch(of)).begin(turn),
  "a turn begins after an idle session": (of) => postgresTurns(withoutSearch(of)).begin(later),
  "a turn ends of which is learnt at once": (of) => postgresTurns(of).finish(learning),
  "a turn follows on": (of) => postgresTurns(withoutSearch(of)).begin(following),
  "a turn is given up": (of) => postgresTurns(of).abandon(buildLost(buildTurn(anna, { now }))),
};

/** What a search reads has a suite of its own. */
function withoutSearch(database: Database): Database {
  const inItsPlace = { text: "select" };
  return {
    ...database,
    queryAll: (reach, statements) =>
      database.queryAll(
        reach,
        statements.map((each) => (each.text.includes("aimi_search_owner") ? inItsPlace : each)),
      ),
  };
}

describe("no table is read from end to end", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    const read = await reads(database.appUrl, calls[name]!);
    expect(read.map(({ table }) => table)).toContain("turns");
    expect(read.filter(({ wholeScans }) => wholeScans > 0)).toEqual([]);
  });

  test("when what was used is listed", async () => {
    const list = (of: Database) => postgresUsageLedger(of).list(usage);
    expect(readsWhole(await explain(database.appUrl, list))).toEqual([]);
  });

  test("when the rows of a person are erased", async () => {
    const step = (of: Database) =>
      postgresErasureSteps(of)
        .find(({ name }) => name === "rows")!
        .eraseSome(anna);
    const whole = readsWhole(await explain(database.appUrl, step));
    expect(whole.filter((read) => /turns|sessions/.test(read))).toEqual([]);
  });
});

describe("of fifty thousand messages of one person", () => {
  const mostRead = (read: readonly TableRead[]) =>
    Math.max(
      ...read.map(({ rowsFetched, rowsScanned, table }) =>
        table === "users" ? 0 : rowsFetched + rowsScanned,
      ),
    );

  test("a turn's beginning reads no more than it tells, and its end a few", async () => {
    const turn = buildTurn(talker, { now, historyLimit: 30 });
    const begin = await reads(database.appUrl, (of) => postgresTurns(withoutSearch(of)).begin(turn));
    expect(begin.map(({ table }) => table)).toEqual(
      expect.arrayContaining(["messages", "turns", "goals", "tasks", "events", "reminders"]),
    );
    expect(mostRead(begin)).toBeLessThan(100);
    const finish = await reads(database.appUrl, (of) =>
      postgresTurns(of).finish(buildFinish(turn, { ...turn, fence: 1 })),
    );
    expect(mostRead(finish)).toBeLessThan(100);
  });

  test("those before a reset are not looked at", async () => {
    const turn = buildTurn(talker, { now: now + 1 });
    const claims = { scope: "user", tenant: "acme", user: "talker" };
    const reset = `update conversations set reset_at = now() where id = '${turn.conversationId}'`;
    await askAs(database.appUrl, claims, reset);
    const begin = await reads(database.appUrl, (of) => postgresTurns(withoutSearch(of)).begin(turn));
    expect(mostRead(begin.filter(({ table }) => table === "messages"))).toBeLessThan(20);
  });
});
