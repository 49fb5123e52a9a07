import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { BeingErased } from "#shared/errors.ts";
import type { NewDeletion } from "#shared/ports/erasure.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { fakePeople, type PeopleSubject, postgresPeople } from "./people-subject.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);
const settlesAt = now + 60_000;

function deletionOf(person: ActingUser, given: Partial<NewDeletion> = {}): NewDeletion {
  const common = { requestedBy: "self", requestId: "request", mustExist: false, now, settlesAt };
  return { id: uuidv7(), person, ...common, ...given };
}

function describeDeletions(where: string, subject: PeopleSubject): void {
  const { users, deletions, auditLog } = subject;
  const dueAt = async (tenantId: string, id: string) =>
    (await subject.outboxOf(tenantId)).find((row) => row.id === id)?.dueAt;

  describe(`a deletion in ${where}`, () => {
    test("shuts the person out at once, and leaves its job in the outbox", async () => {
      const person = buildPerson();
      const { tenantId, userId, ownerId } = person;
      await users.change(buildUserChange(person, { name: "Anna" }, now));
      const draft = deletionOf(person);
      const { id } = draft;
      const deletion = { id, tenantId, requestedBy: "self", requestedAt: now, finishedAt: null, erased: {} };
      expect(await deletions.request(draft)).toEqual(deletion);
      expect(await deletions.find(tenantId, id)).toEqual(deletion);
      expect(await deletions.findOpen(tenantId, id)).toEqual({
        person: { tenantId, userId, ownerId },
        pass: 1,
        stepsDone: [],
        settlesAt,
      });
      expect(await dueAt(tenantId, id)).toBe(now + 60_000);
      await expect(users.see(person, now)).rejects.toThrow(BeingErased);
      await expect(users.change(buildUserChange(person, {}, now))).rejects.toThrow(BeingErased);
      const other = buildPerson({ tenantId, userId: "ben" });
      expect(await users.see(other, now)).toMatchObject({ id: "ben" });
      const { items } = await subject.tenantUsers.list(buildActor({ tenantId }), { limit: 10, after: null });
      expect(items).toMatchObject([
        { id: userId, name: null, disabledAt: now, isLeaving: true },
        { id: "ben" },
      ]);
    });

    test("is one, however often it is requested, of twenty at once too", async () => {
      const person = buildPerson();
      await users.see(person, now);
      const requested = await Promise.all(
        Array.from({ length: 20 }, () => deletions.request(deletionOf(person))),
      );
      expect(new Set(requested.map((deletion) => deletion?.id)).size).toBe(1);
      const again = await deletions.request(deletionOf(person, { requestedBy: "key:1", now: now + 5 }));
      expect(again).toEqual(requested[0]);
      const { items } = await auditLog.list(buildActor({ tenantId: person.tenantId }), {
        limit: 10,
        after: null,
      });
      expect(items).toMatchObject([{ action: "user.deletion_requested", subject: again!.id, userId: null }]);
    });

    test("of somebody who was never seen is one too, unless it must be of a user", async () => {
      const person = buildPerson();
      const { tenantId } = person;
      expect(await deletions.request(deletionOf({ ...person, mayProvision: false }))).toBeNull();
      expect(await deletions.request(deletionOf(person, { mustExist: true }))).toBeNull();
      expect(await deletions.request(deletionOf(person))).toMatchObject({ tenantId });
    });

    test("notes its steps once a pass, and adds up what they erased", async () => {
      const person = buildPerson();
      const { tenantId } = person;
      const { id } = (await deletions.request(deletionOf(person)))!;
      const note = (pass: number, step: string, erased: number) =>
        deletions.noteStep({ tenantId, id, pass, step, erased });
      await note(1, "messages", 3);
      await note(1, "messages", 2);
      await note(1, "rows", 0);
      expect(await deletions.findOpen(tenantId, id)).toMatchObject({ stepsDone: ["messages", "rows"] });
      await deletions.beginPass({ tenantId, id, pass: 2 });
      await deletions.beginPass({ tenantId, id, pass: 2 });
      expect(await dueAt(tenantId, id)).toBe(settlesAt);
      await note(1, "rows", 1);
      expect(await deletions.findOpen(tenantId, id)).toMatchObject({ pass: 2, stepsDone: [] });
      expect((await deletions.find(tenantId, id))!.erased).toEqual({ messages: 5, rows: 1 });
    });

    test("is finished once, and the person may begin anew", async () => {
      const person = buildPerson();
      const { tenantId } = person;
      const { id } = (await deletions.request(deletionOf(person, { requestedBy: "key:1" })))!;
      await deletions.noteStep({ tenantId, id, pass: 1, step: "messages", erased: 3 });
      for (const at of [now + 1, now + 2]) await deletions.finish({ tenantId, id, now: at });
      expect(await deletions.find(tenantId, id)).toMatchObject({
        finishedAt: now + 1,
        erased: { messages: 3 },
      });
      expect(await deletions.findOpen(tenantId, id)).toBeNull();
      expect(await dueAt(tenantId, id)).toBeUndefined();
      const { items } = await auditLog.list(buildActor({ tenantId }), { limit: 10, after: null });
      const actions = items.map(({ action }) => action).toSorted();
      expect(actions).toEqual(["user.deleted", "user.deletion_requested"]);
      for (const item of items) expect(item).toMatchObject({ actorId: "key:1", userId: null, subject: id });
      expect(await users.see(person, now + 5)).toMatchObject({ createdAt: now + 5 });
      expect((await deletions.request(deletionOf(person)))!.id).not.toBe(id);
    });

    test("is its tenant's alone", async () => {
      const person = buildPerson();
      const { id } = (await deletions.request(deletionOf(person)))!;
      const { tenantId } = buildPerson();
      expect(await deletions.find(tenantId, id)).toBeNull();
      expect(await deletions.findOpen(tenantId, id)).toBeNull();
      await deletions.finish({ tenantId, id, now });
      expect(await deletions.findOpen(person.tenantId, id)).not.toBeNull();
    });
  });
}

describeDeletions("the fake", fakePeople());
describeDeletions("Postgres", postgresPeople(inject("databaseUrl")));
