import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import type { ClaimedTurn } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildFact } from "#test/builders/build-fact.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn, buildTurnMessage } from "#test/builders/build-turn.ts";
import { buildLearning, learningSubject, now } from "./learning-subject.ts";

const url = inject("cloud").environment.DATABASE_URL!;
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
    expect(knowledge).toEqual({ state: [], summaries: [], facts: [] });
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
});
