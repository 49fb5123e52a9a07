import { describe, expect, inject, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { write } from "./memory-subject.ts";
import { fakePeople, type PeopleSubject, postgresPeople } from "./people-subject.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);
const all = { limit: 100, after: null };

function describeTenantUsers(where: string, subject: PeopleSubject): void {
  const { users, tenantUsers, auditLog } = subject;

  describe(`users of a tenant in ${where}`, () => {
    test("are listed by id with what they have, page by page", async () => {
      const { tenantId } = buildPerson();
      const [ann, ben, cid] = ["ann", "ben", "cid"].map((userId) => buildPerson({ tenantId, userId }));
      for (const person of [cid!, ann!, ben!]) await users.see(person, now);
      await users.see(buildPerson(), now);
      await write(subject, ben!, { content: "one" }, { content: "two", clientConversationId: "other" });
      await subject.memories.create(buildCreation(ben!, buildMemory()));
      const nothing = { conversations: 0, messages: 0, memories: 0 };
      const first = await tenantUsers.list(buildActor({ tenantId }), { limit: 2, after: null });
      expect(first).toMatchObject({
        items: [
          { id: "ann", tenantId, ...nothing, createdAt: now, disabledAt: null, isLeaving: false },
          { id: "ben", conversations: 2, messages: 2, memories: 1 },
        ],
        next: "ben",
      });
      const rest = await tenantUsers.list(buildActor({ tenantId }), { limit: 2, after: first.next });
      expect(rest).toMatchObject({ items: [{ id: "cid", ...nothing }], next: null });
      expect((await tenantUsers.list(ben!, all)).items.map(({ id }) => id)).toEqual(["ben"]);
    });

    test("are shut out and let in again, and the log says so once each", async () => {
      const person = buildPerson();
      const { tenantId, userId } = person;
      await users.see(person, now);
      const set = (disabled: boolean, at = now) =>
        tenantUsers.setDisabled({ tenantId, userId, disabled, actorId: "key:1", now: at });
      expect(await set(true)).toMatchObject({ id: userId, disabledAt: now });
      expect(await set(true, now + 1)).toMatchObject({ disabledAt: now });
      expect(await set(false)).toMatchObject({ disabledAt: null });
      expect(await set(false)).toMatchObject({ disabledAt: null });
      const { items } = await auditLog.list(buildActor({ tenantId }), all);
      const about = { actorId: "key:1", userId, subject: userId, details: {} };
      expect(items.map(({ action }) => action).toSorted()).toEqual(["user.disabled", "user.enabled"]);
      for (const item of items) expect(item).toMatchObject(about);
    });

    test("that nobody has seen are not there", async () => {
      const { tenantId } = buildPerson();
      const disabling = { tenantId, userId: "nobody", disabled: true, actorId: "key:1", now };
      expect(await tenantUsers.setDisabled(disabling)).toBeNull();
      expect(await tenantUsers.list(buildActor({ tenantId }), all)).toEqual({ items: [], next: null });
      expect(await tenantUsers.listSessions(buildActor({ tenantId }), all, now)).toEqual({
        items: [],
        next: null,
      });
    });
  });

  describe(`the audit log in ${where}`, () => {
    test("is listed newest first, page by page, and of one user where one is named", async () => {
      const { tenantId } = buildPerson();
      const [ann, ben] = ["ann", "ben"].map((userId) => buildPerson({ tenantId, userId }));
      for (const person of [ann!, ben!]) await users.see(person, now);
      const act = (userId: string, disabled: boolean, at: number) =>
        tenantUsers.setDisabled({ tenantId, userId, disabled, actorId: "key:1", now: at });
      await act("ann", true, now);
      await act("ben", true, now + 1);
      await act("ann", false, now + 2);
      const entryOf = (userId: string, action: string, at: number) => ({
        id: expect.any(String),
        ...{ tenantId, userId, actorId: "key:1", action, subject: userId, details: {}, at },
      });
      const bens = entryOf("ben", "user.disabled", now + 1);
      const whole = buildActor({ tenantId });
      const first = await auditLog.list(whole, { limit: 2, after: null });
      expect(first.items).toEqual([entryOf("ann", "user.enabled", now + 2), bens]);
      expect(first.next).toBe(first.items[1]!.id);
      expect(await auditLog.list(whole, { limit: 2, after: first.next })).toEqual({
        items: [entryOf("ann", "user.disabled", now)],
        next: null,
      });
      expect((await auditLog.list(ben!, all)).items).toEqual([bens]);
      expect(await auditLog.list(buildActor(), all)).toEqual({ items: [], next: null });
    });
  });
}

describeTenantUsers("the fake", fakePeople());
describeTenantUsers("Postgres", postgresPeople(inject("databaseUrl")));
