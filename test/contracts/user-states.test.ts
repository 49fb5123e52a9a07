import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresUserStates } from "#shared/adapters/postgres/user-states/postgres-user-states.ts";
import type { ChangedUserState, GivenLine, StatePart, UserStates } from "#shared/ports/user-states.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeUserStates } from "#test/fakes/fake-user-states.ts";

const noon = Date.UTC(2026, 0, 31, 12);

type Given = Partial<Record<StatePart, readonly (string | Pick<GivenLine, "content" | "type">)[]>>;

function changeOf(person: ActingUser, given: Given, version: number | null = null) {
  const parts = Object.keys(given) as StatePart[];
  const lines = parts.flatMap((part) =>
    given[part]!.map((line) => ({
      ...{ id: uuidv7(), part, type: null },
      ...(typeof line === "string" ? { content: line } : line),
    })),
  );
  return { person, parts, lines, version, now: noon };
}

function stateOf(changed: ChangedUserState) {
  if (changed.outcome !== "written") throw new Error(changed.outcome);
  return changed.state;
}

function describeUserStates(name: string, make: () => UserStates): void {
  const states = make();
  const change = async (...given: Parameters<typeof changeOf>) =>
    stateOf(await states.change(changeOf(...given)));

  describe(`the state of a person in ${name}`, () => {
    test("is empty before anything is written, and so it is for whoever writes nothing", async () => {
      const person = buildPerson();
      const empty = { version: 0, updatedAt: null, lines: [] };
      expect(await states.read(person)).toEqual(empty);
      expect(await change(person, { profile: [] })).toEqual(empty);
    });

    test("has each part's lines in their order, each with what it is", async () => {
      const person = buildPerson();
      const state = await change(person, {
        profile: ["Lives in Berlin.", { content: "Has a bad knee.", type: "health" }],
        open_threads: ["Wants to see a doctor."],
      });
      const line = { id: expect.any(String), writtenBy: "client", sourceMessageIds: [], createdAt: noon };
      expect(state).toEqual({
        version: 1,
        updatedAt: noon,
        lines: [
          { ...line, part: "open_threads", content: "Wants to see a doctor.", type: "context" },
          { ...line, part: "profile", content: "Lives in Berlin.", type: "fact" },
          { ...line, part: "profile", content: "Has a bad knee.", type: "health" },
        ],
      });
      expect(await states.read(person)).toEqual(state);
    });

    test("keeps the lines that a part says again, and the parts that are left out", async () => {
      const person = buildPerson();
      const before = await change(person, { profile: ["a", "b", "c"], preferences: ["short"] });
      const idOf = (content: string) => before.lines.find((line) => line.content === content)?.id;
      const after = await change(person, { profile: ["c", "d", "a"] });
      expect(after.version).toBe(2);
      const ids = after.lines.map(({ content, id }) => [content, id]);
      expect(ids).toEqual([
        ["short", idOf("short")],
        ["c", idOf("c")],
        ["d", expect.any(String)],
        ["a", idOf("a")],
      ]);
      expect(await change(person, { profile: ["c", "d", "a"] })).toEqual(after);
      const typed = await change(person, { profile: ["c", "d", { content: "a", type: "plan" }] });
      expect(typed.lines.at(-1)).toMatchObject({ content: "a", type: "plan" });
      expect(typed.lines.at(-1)!.id).not.toBe(idOf("a"));
    });

    test("is not changed by whoever goes by another version", async () => {
      const person = buildPerson();
      await change(person, { profile: ["a"] }, 0);
      for (const version of [0, 2, -1]) {
        expect(await states.change(changeOf(person, { profile: ["b"] }, version))).toEqual({
          outcome: "outdated",
        });
      }
      expect((await change(person, { profile: ["b"] }, 1)).version).toBe(2);
    });

    test("loses nothing of changes that are made at once", async () => {
      const person = buildPerson();
      await Promise.all([
        change(person, { profile: ["a"] }),
        change(person, { working_on: ["b"] }),
        change(person, { preferences: ["c"] }),
        change(person, { open_threads: ["d"] }),
      ]);
      const { version, lines } = await states.read(person);
      expect([version, lines.map(({ content }) => content)]).toEqual([4, ["d", "c", "a", "b"]]);
    });

    test("has one winner of all that go by one version, and one profile of all that set it", async () => {
      const person = buildPerson();
      const names = ["a", "b", "c", "d"];
      const won = await Promise.all(
        names.map((content) => states.change(changeOf(person, { profile: [content] }, 0))),
      );
      expect(won.filter(({ outcome }) => outcome === "written")).toHaveLength(1);
      await Promise.all(names.map((content) => change(person, { profile: [content] })));
      expect((await states.read(person)).lines).toHaveLength(1);
    });

    test("is its person's alone, and begins only in a tenant that is there", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      await change(anna, { profile: ["a"] });
      expect((await states.read(ben)).version).toBe(0);
      await change(ben, { profile: ["b"] });
      expect((await states.read(anna)).lines).toMatchObject([{ content: "a" }]);
      const stranger = { ...buildPerson(), mayProvision: false };
      expect(await states.change(changeOf(stranger, { profile: ["a"] }))).toEqual({
        outcome: "tenant_unknown",
      });
    });
  });
}

describeUserStates("memory", () => fakeUserStates(createFakePeopleStore(createFakeMemoryStore())));
describeUserStates("Postgres", () => postgresUserStates(createDatabase({ url: inject("databaseUrl") })));
