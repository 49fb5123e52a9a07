import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import type { ClaimedTurn } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildFact } from "#test/builders/build-fact.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn, buildTurnMessage } from "#test/builders/build-turn.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { buildLearning, learningSubject, model, now } from "./learning-subject.ts";

const url = inject("databaseUrl");
const subject = learningSubject(url);
const turns = postgresTurns(createDatabase({ url }));
const later = now + 3_600_000;

async function begin(person: ActingUser, text: string, clientConversationId = "elsewhere") {
  const message = buildTurnMessage({ content: text, createdAt: later });
  const recall = buildQuery({ text, topK: 5, asOf: later });
  return (await turns.begin(
    buildTurn(person, { message, recall, clientConversationId, now: later }),
  )) as ClaimedTurn;
}

async function learn(person: ActingUser, text: string, ...facts: ReturnType<typeof buildFact>[]) {
  const [message] = await subject.say(person, { content: text });
  const stretch = (await subject.read(person, message!.conversationId))!;
  const settled = facts.map((fact) => ({ ...fact, sourceMessageIds: [message!.id] }));
  await subject.learning.write(buildLearning(stretch, settled));
  return message!;
}

describe("a turn that begins", () => {
  test("is told nothing of a person of whom nothing is known", async () => {
    const { knowledge, memories } = await begin(await subject.person(), "Hello");
    expect(knowledge).toEqual(nothingKnown);
    expect(memories).toEqual([]);
  });

  test("is told how what its message names belongs together", async () => {
    const person = await subject.person();
    const fact = buildFact({
      content: "The user's sister Anna lives in Oslo.",
      entities: [
        { name: "Anna", type: "person" },
        { name: "Oslo", type: "place" },
      ],
      relations: [{ subject: "Anna", predicate: "lives_in", object: "Oslo" }],
    });
    await learn(person, "My sister Anna lives in Oslo", fact);
    const { knowledge } = await begin(person, "What should I give Anna for her birthday?");
    expect(knowledge.facts).toEqual([
      {
        memoryId: fact.id,
        subject: "Anna",
        predicate: "lives_in",
        object: "Oslo",
        since: expect.any(Number),
      },
    ]);
    expect((await begin(person, "How are you?")).knowledge.facts).toEqual([]);
  });

  test("does not recall a message of which all that was learnt is outdated", async () => {
    const person = await subject.person();
    const berlin = buildFact({ content: "The user lives in Berlin." });
    const old = await learn(person, "I live in Berlin", berlin);
    const note = "moved";
    const munich = buildFact({
      content: "The user lives in Munich.",
      outcome: { action: "update", memoryId: berlin.id, note },
    });
    const moved = await learn(person, "I live in Munich", munich);
    const ids = (await begin(person, "Where do I live?")).memories.map(({ id }) => id);
    expect(ids).toContain(moved.id);
    expect(ids).toContain(munich.id);
    expect(ids).not.toContain(old.id);
    expect(ids).not.toContain(berlin.id);
  });

  test("is told nothing by a summary of which a part is outdated", async () => {
    const person = await subject.person();
    const berlin = buildFact({ content: "The user lives in Berlin." });
    const rex = buildFact({ content: "The user has a dog called Rex." });
    const said = await learn(person, "I live in Berlin and I have a dog called Rex", berlin, rex);
    const content = "The user lives in Berlin and has a dog called Rex.";
    const metadata = { summary_of_session: uuidv7() };
    const built = buildMemory({ content, type: "context", sourceMessageIds: [said.id], metadata });
    const summary = { ...built, createdAt: now };
    await subject.memories.create(buildCreation(person, summary, { now }));
    await subject.ask(
      person,
      `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at,
         end_reason, summary, summary_memory_id)
       values (gen_random_uuid(), $1, $2::uuid, $3::uuid, now(), now(), now(), 'idle', $4, $5::uuid)`,
      ...[person.tenantId, person.ownerId, said.conversationId, content, summary.id],
    );
    const told = async () => {
      const { knowledge, memories } = await begin(person, "Where do I live with my dog Rex?");
      return { summaries: knowledge.summaries.length, ids: memories.map(({ id }) => id) };
    };
    expect(await told()).toEqual({ summaries: 1, ids: expect.arrayContaining([summary.id, rex.id]) });
    const outcome = { action: "update", memoryId: berlin.id, note: "moved" } as const;
    await learn(person, "I moved to Munich", buildFact({ content: "The user lives in Munich.", outcome }));
    const after = await told();
    expect(after).toEqual({ summaries: 0, ids: expect.arrayContaining([rex.id]) });
    expect(after.ids).not.toContain(summary.id);
    const kept = await subject.memories.find(person, summary.id, model);
    expect(kept).toMatchObject({ status: "active" });
  });

  test("is told nothing of a type that is taken back, nor the messages that it rests on, until it is allowed anew", async () => {
    const person = await subject.person();
    const allow = (granted: boolean, at: number) =>
      subject.consents.record({ person, now: at, id: uuidv7(), type: "health", granted, document: null });
    await allow(true, now);
    const fact = buildFact({
      ...{ type: "health", content: "The user's sugar is off." },
      entities: [{ name: "Metforal", type: "thing" }],
      relations: [{ subject: "user", predicate: "takes", object: "Metforal" }],
    });
    const message = await learn(person, "My sugar is off, I take Metforal", fact);
    const content = "Watches their sugar.";
    await subject.ask(
      person,
      `insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, position,
         since_version, created_at)
       select gen_random_uuid(), $1, $2::uuid, 'profile', text, type, 'session', 1, 1, now()
       from (values ($3, 'health'), ('A nurse', 'fact')) as line (text, type)`,
      ...[person.tenantId, person.ownerId, content],
    );
    const told = async () => {
      const { knowledge, memories } = await begin(person, "Is my sugar off with Metforal?");
      const { state, facts, refused } = knowledge;
      return {
        lines: state.map((line) => line.content).toSorted(),
        objects: facts.map(({ object }) => object),
        hasMessage: memories.some(({ id }) => id === message.id),
        refused,
      };
    };
    const personal = { type: "personal", since: null };
    const all = { lines: ["A nurse", content], objects: ["Metforal"], hasMessage: true, refused: [personal] };
    expect(await told()).toEqual(all);
    await allow(false, now + 5);
    expect(await told()).toEqual({
      ...{ lines: ["A nurse"], objects: [], hasMessage: false },
      refused: [{ type: "health", since: now + 5 }, personal],
    });
    await allow(true, now + 10);
    expect(await told()).toEqual(all);
  });

  test("is told the person's state, and what their last sessions came to, this conversation's first", async () => {
    const person = await subject.person();
    const [here] = await subject.say(person, { content: "Hi", clientConversationId: "elsewhere" });
    const [there] = await subject.say(person, { content: "Hi", clientConversationId: "another" });
    await subject.ask(
      person,
      `insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, position,
         since_version, until_version, created_at)
       select gen_random_uuid(), $1, $2::uuid, part, content, 'fact', 'client', 1, 1, until, '2026-01-02T00:00:00Z'
       from (values ('open_threads', 'Which shoes?', null), ('profile', 'A nurse', null), ('profile', 'A pupil', 2))
         as line (part, content, until)`,
      person.tenantId,
      person.ownerId,
    );
    const kept: string[] = [];
    for (const [conversation, summary] of [
      [there!, "They spoke of runs."],
      [here!, "They spoke of tea."],
    ] as const) {
      const memory = buildMemory({ content: summary, type: "context", sourceMessageIds: [conversation.id] });
      await subject.memories.create(buildCreation(person, memory));
      await subject.ask(
        person,
        `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at,
           end_reason, summary, summary_memory_id)
         values (gen_random_uuid(), $1, $2::uuid, $3::uuid, now(), now(), '2026-01-03T00:00:00Z', 'idle', $4, $5::uuid)`,
        ...[person.tenantId, person.ownerId, conversation.conversationId, summary, memory.id],
      );
      kept.push(memory.id);
    }
    const { state, summaries } = (await begin(person, "Hello", "elsewhere")).knowledge;
    expect(state).toEqual([
      { part: "profile", content: "A nurse", createdAt: Date.UTC(2026, 0, 2) },
      { part: "open_threads", content: "Which shoes?", createdAt: Date.UTC(2026, 0, 2) },
    ]);
    expect(summaries.map(({ summary }) => summary)).toEqual(["They spoke of tea.", "They spoke of runs."]);
    expect(summaries[0]).toMatchObject({ title: null, endedAt: Date.UTC(2026, 0, 3) });
    await subject.memories.erase(person, kept[1]!);
    const left = (await begin(person, "Hello again", "elsewhere")).knowledge.summaries;
    expect(left.map(({ summary }) => summary)).toEqual(["They spoke of runs."]);
  });

  test("is told what the person wants, has to do and has coming, and nothing that is over", async () => {
    const person = await subject.person();
    const other = await subject.person();
    const id = (letter: string) => `00000000-0000-7000-8000-00000000000${letter}`;
    const at = (hours: number) => new Date(later + hours * 3_600_000).toISOString();
    const insert = (whose: ActingUser, text: string) =>
      subject.ask(whose, text, whose.tenantId, whose.ownerId, whose.userId);
    const owned = "tenant_id, owner_id, user_id";
    const fixed = "$1, $2::uuid, $3";
    await insert(
      person,
      `insert into goals (id, ${owned}, title, target_date, progress, status, created_at, updated_at)
       select id::uuid, ${fixed}, title, target::date, progress::int, status, '${at(0)}', '${at(0)}'
       from (values ('${id("1")}', 'Someday', null, null, 'active'), ('${id("2")}', 'Run 10k', '2027-06-30', null, 'active'),
         ('${id("3")}', 'Learn', '2027-01-31', 40, 'active'), ('${id("4")}', 'Reached', null, null, 'achieved'))
         as goal (id, title, target, progress, status)`,
    );
    await insert(
      person,
      `insert into tasks (id, ${owned}, goal_id, title, due_at, time_zone, recurrence, first_due_at, status, created_at, updated_at)
       select gen_random_uuid(), ${fixed}, goal::uuid, title, due::timestamptz, 'UTC', rule, due::timestamptz, status, '${at(0)}', '${at(0)}'
       from (values ('Late', '${at(-50)}', null, null, 'open'), ('Soon', '${at(5)}', 'FREQ=DAILY', '${id("2")}', 'open'),
         ('Done', '${at(-1)}', null, '${id("2")}', 'done'), ('Dropped', '${at(1)}', null, '${id("2")}', 'cancelled'),
         ('Far', '${at(48)}', null, '${id("2")}', 'open'), ('Whenever', null, null, '${id("2")}', 'open'))
         as task (title, due, rule, goal, status)`,
    );
    await insert(
      person,
      `insert into events (id, ${owned}, title, starts_at, ends_at, time_zone, recurrence, last_ends_at, created_at, updated_at)
       select gen_random_uuid(), ${fixed}, title, starts::timestamptz, ends::timestamptz, 'Europe/Berlin', rule,
         last::timestamptz, '${at(0)}', '${at(0)}'
       from (values ('Over', '${at(-5)}', '${at(-4)}', null, '${at(-4)}'), ('On', '${at(-1)}', '${at(1)}', null, '${at(1)}'),
         ('Holiday', '${at(-400)}', '${at(60)}', null, '${at(60)}'), ('Next', '${at(90)}', null, null, '${at(90)}'), ('Far', '${at(200)}', null, null, '${at(200)}'),
         ('Weekly', '${at(-500)}', null, 'FREQ=WEEKLY', null), ('Was weekly', '${at(-900)}', null, 'FREQ=WEEKLY;COUNT=2', '${at(-700)}'))
         as event (title, starts, ends, rule, last)`,
    );
    await insert(
      person,
      `insert into reminders (id, ${owned}, kind, text, starts_local, due_at, channel, status, created_at, updated_at)
       select gen_random_uuid(), ${fixed}, kind, text, now()::timestamp, due::timestamptz, 'auto', status, '${at(0)}', '${at(0)}'
       from (values ('reminder', 'Told', '${at(-3)}', 'due'), ('reminder', 'Coming', '${at(3)}', 'scheduled'),
         ('reminder', 'Known', '${at(-2)}', 'acknowledged'), ('reminder', 'Off', '${at(2)}', 'cancelled'),
         ('reminder', 'Far', '${at(30)}', 'scheduled'), ('check_in', 'How is it?', '${at(4)}', 'scheduled'))
         as reminder (kind, text, due, status)`,
    );
    const { goals, tasks, events, reminders } = (await begin(person, "Hello")).knowledge;
    const made = { createdAt: later };
    expect(goals).toEqual([
      { id: id("3"), title: "Learn", targetDate: "2027-01-31", progress: 40, openTasks: 0, ...made },
      { id: id("2"), title: "Run 10k", targetDate: "2027-06-30", progress: 25, openTasks: 3, ...made },
      { id: id("1"), title: "Someday", targetDate: null, progress: 0, openTasks: 0, ...made },
    ]);
    expect(tasks).toEqual([
      {
        ...{ id: expect.any(String), title: "Late", goalId: null, recurrence: null },
        ...{ dueAt: Date.parse(at(-50)), ...made },
      },
      {
        ...{ id: expect.any(String), title: "Soon", goalId: id("2"), recurrence: "FREQ=DAILY" },
        ...{ dueAt: Date.parse(at(5)), ...made },
      },
    ]);
    expect(events.map(({ title }) => title)).toEqual(["Weekly", "Holiday", "On", "Next"]);
    expect(events[2]).toEqual({
      ...{ id: expect.any(String), title: "On", location: null, timeZone: "Europe/Berlin", recurrence: null },
      ...{ startsAt: Date.parse(at(-1)), endsAt: Date.parse(at(1)), ...made },
    });
    expect(reminders.map(({ text, isOpen, createdAt }) => [text, isOpen, createdAt])).toEqual([
      ["Told", true, later],
      ["Coming", false, later],
    ]);
    expect((await begin(other, "Hello")).knowledge).toEqual(nothingKnown);
  });
});
