import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresTurnDeeds } from "#shared/adapters/postgres/turns/postgres-turn-deeds.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import type { AskToDelete, DeletedKind, TurnDeeds } from "#shared/ports/turn-deeds.ts";
import type { BeginTurn } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildTurn, buildTurnMessage } from "#test/builders/build-turn.ts";
import { createFakeCoachStore } from "#test/fakes/fake-coach-store.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeTurnDeeds, type SaidInTurn } from "#test/fakes/fake-turn-deeds.ts";

interface Subject {
  readonly deeds: TurnDeeds;
  person(): Promise<ActingUser>;
  /** Gives its id. */
  add(person: ActingUser, kind: DeletedKind): Promise<string>;
  remove(kind: DeletedKind, person: ActingUser, id: string): Promise<void>;
  doOnce(person: ActingUser, taskId: string): Promise<void>;
  /** A turn of the conversation begins: gives which. */
  say(person: ActingUser, saidAt: number): Promise<SaidInTurn>;
}

const now = Date.UTC(2026, 0, 31, 9, 30);
const minuteMs = 60_000;

function fakeSubject(): Subject {
  const store = createFakeCoachStore(createFakePeopleStore(createFakeMemoryStore()));
  const of = { goal: store.goals, task: store.tasks, event: store.events } as const;
  const turns: SaidInTurn[] = [];
  return {
    deeds: fakeTurnDeeds(store, turns),
    async say(person, saidAt) {
      const turn = toSaid(buildTurn(person), saidAt);
      turns.push(turn);
      return turn;
    },
    person: async () => buildPerson(),
    async add({ ownerId }, kind) {
      const id = uuidv7();
      (of[kind] as Map<string, unknown>).set(id, { id, ownerId, doneCount: 0 });
      return id;
    },
    remove: async (kind, _, id) => void of[kind].delete(id),
    async doOnce(_, id) {
      const task = store.tasks.get(id)!;
      store.tasks.set(id, { ...task, doneCount: task.doneCount + 1 });
    },
  };
}

function postgresSubject(): Subject {
  const database = createDatabase({ url: inject("databaseUrl") });
  const ask = (person: ActingUser, text: string, ...values: unknown[]) =>
    database.query({ ...person, scope: "user" }, { text, values });
  const columns: Record<DeletedKind, readonly [string, string]> = {
    goal: ["status", "'active'"],
    task: ["status", "'open'"],
    event: ["starts_at, time_zone", "now(), 'UTC'"],
  };
  const turns = postgresTurns(database);
  return {
    deeds: postgresTurnDeeds(database),
    async say(person, saidAt) {
      const turn = buildTurn(person, { message: buildTurnMessage({ createdAt: saidAt }), now: saidAt });
      await turns.begin(turn);
      return toSaid(turn, saidAt);
    },
    async person() {
      const person = buildPerson();
      await ask(
        person,
        "insert into tenants (id, name, created_at) values ($1, 'T', now())",
        person.tenantId,
      );
      return person;
    },
    async add({ tenantId, ownerId, userId, ...person }, kind) {
      const id = uuidv7();
      const [names, values] = columns[kind];
      await ask(
        { ...person, tenantId, ownerId, userId },
        `insert into ${kind}s (id, tenant_id, owner_id, user_id, title, ${names}, created_at, updated_at)
         values ($1::uuid, $2, $3::uuid, $4, 'T', ${values}, now(), now())`,
        ...[id, tenantId, ownerId, userId],
      );
      return id;
    },
    remove: async (kind, person, id) =>
      void (await ask(person, `delete from ${kind}s where id = $1::uuid`, id)),
    doOnce: async (person, id) =>
      void (await ask(person, "update tasks set done_count = done_count + 1 where id = $1::uuid", id)),
  };
}

function toSaid({ conversationId, turnId }: BeginTurn, saidAt: number): SaidInTurn {
  return { conversationId, turnId, saidAt };
}

describe.each([
  ["the fake", fakeSubject],
  ["Postgres", postgresSubject],
] as const)("what a turn's tools did, in %s", (_, create) => {
  const start = async (kind: DeletedKind = "goal") => {
    const subject = create();
    const person = await subject.person();
    const id = await subject.add(person, kind);
    const first: AskToDelete = {
      ...{ person, conversationId: uuidv7(), kind, id, turnId: uuidv7() },
      ...{ saidAt: now - 1_000, now },
    };
    const later = { ...first, turnId: uuidv7(), saidAt: now + minuteMs, now: now + minuteMs + 1_000 };
    return { ...subject, person, id, first, later };
  };

  test.each(["goal", "task", "event"] as const)("a %s goes after the person has said so", async (kind) => {
    const { deeds, first, later } = await start(kind);
    expect(await deeds.confirm(first)).toBe("asked");
    expect(await deeds.confirm(later)).toBe("given");
  });

  test("the turn that asked is not the one that is answered, however often it runs", async () => {
    const { deeds, first, later } = await start();
    await deeds.confirm(first);
    const again = { ...first, saidAt: later.saidAt, now: later.now };
    expect(await deeds.confirm(again)).toBe("asked");
    expect(await deeds.confirm({ ...later, saidAt: later.now, now: later.now })).toBe("asked");
  });

  test("what was said before the question does not answer it", async () => {
    const { deeds, first, later } = await start();
    await deeds.confirm(first);
    expect(await deeds.confirm({ ...later, saidAt: first.now })).toBe("asked");
  });

  test("a quarter of an hour later it is asked again, and answered then", async () => {
    const { deeds, first, later } = await start();
    await deeds.confirm(first);
    const late = first.now + 15 * minuteMs + 1;
    expect(await deeds.confirm({ ...later, saidAt: late, now: late })).toBe("asked");
    const then = late + minuteMs;
    expect(await deeds.confirm({ ...later, turnId: uuidv7(), saidAt: then, now: then })).toBe("given");
  });

  test("who says something else in between, such as no, is asked again", async () => {
    const { deeds, first, person, say } = await start();
    const says = async (at: number) => ({ ...first, ...(await say(person, at)), now: at + 1_000 });
    expect(await deeds.confirm(await says(now))).toBe("asked");
    await says(now + minuteMs); // "No."
    expect(await deeds.confirm(await says(now + 2 * minuteMs))).toBe("asked");
    expect(await deeds.confirm(await says(now + 3 * minuteMs))).toBe("given");
    // It was given and could not delete: what becomes of the tasks?
    expect(await deeds.confirm(await says(now + 4 * minuteMs))).toBe("given");
  });

  test("an answer in another conversation, or of something else, is none", async () => {
    const { deeds, first, later, person, add } = await start();
    await deeds.confirm(first);
    expect(await deeds.confirm({ ...later, conversationId: uuidv7() })).toBe("asked");
    expect(await deeds.confirm({ ...later, id: await add(person, "goal") })).toBe("asked");
  });

  test("the turn that was given it has it still when it runs again, and knows when it is done", async () => {
    const { deeds, first, later, person, id, remove } = await start();
    await deeds.confirm(first);
    await deeds.confirm(later);
    const again = { ...later, now: later.now + 20 * minuteMs };
    expect(await deeds.confirm(again)).toBe("given");
    await remove("goal", person, id);
    expect(await deeds.confirm(again)).toBe("done");
    expect(await deeds.confirm({ ...again, turnId: uuidv7() })).toBe("missing");
  });

  test("of many turns at once that are no answer none is given it", async () => {
    const { deeds, first } = await start();
    const turns = Array.from({ length: 8 }, () => ({ ...first, turnId: uuidv7() }));
    const outcomes = await Promise.all(turns.map((turn) => deeds.confirm(turn)));
    expect(new Set(outcomes)).toEqual(new Set(["asked"]));
  });

  test("what is another's, or of another kind, is missing", async () => {
    const { deeds, first, later, person, add } = await start();
    await deeds.confirm(first);
    const stranger = buildPerson({ tenantId: person.tenantId, userId: "stranger" });
    expect(await deeds.confirm({ ...later, person: stranger })).toBe("missing");
    expect(await deeds.confirm({ ...first, kind: "task" })).toBe("missing");
    const taskId = await add(person, "task");
    expect(await deeds.hasDone({ person: stranger, messageId: uuidv7(), taskId, now })).toBeNull();
  });

  test("a task is done once for a message, and again for another", async () => {
    const { deeds, person, id: taskId, doOnce } = await start("task");
    const deed = { person, messageId: uuidv7(), taskId, now };
    expect(await deeds.hasDone(deed)).toBe(false);
    expect(await deeds.hasDone(deed)).toBe(false);
    await doOnce(person, taskId);
    expect(await deeds.hasDone(deed)).toBe(true);
    expect(await deeds.hasDone({ ...deed, messageId: uuidv7() })).toBe(false);
  });
});
