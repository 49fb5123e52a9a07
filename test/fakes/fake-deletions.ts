import type { Deletion, Deletions } from "#shared/ports/erasure.ts";
import {
  type FakePeopleStore,
  type KeptDeletion,
  newPerson,
  noteAct,
  personKey,
} from "./fake-people-store.ts";

export function fakeDeletions(store: FakePeopleStore): Deletions {
  const { memory, persons, deletions } = store;
  const find = (tenantId: string, id: string) => {
    const deletion = deletions.get(id);
    return deletion?.tenantId === tenantId ? deletion : null;
  };
  const leaver = (id: string) => [...persons.values()].find(({ deletionId }) => deletionId === id);

  return {
    async request({ id, person, requestedBy, requestId, mustExist, now, settlesAt }) {
      const { tenantId, mayProvision } = person;
      const known = persons.get(personKey(person));
      if (known?.deletionId) return shown(deletions.get(known.deletionId)!);
      if (mustExist ? !known : !mayProvision && !memory.tenants.has(tenantId)) return null;
      const { createdAt, disabledAt } = known ?? { createdAt: now, disabledAt: null };
      const bare = newPerson(person, createdAt);
      persons.set(personKey(person), { ...bare, deletionId: id, disabledAt: disabledAt ?? now });
      memory.tenants.add(tenantId);
      const begun = { id, tenantId, requestedBy, requestedAt: now, settlesAt, erased: {}, finishedAt: null };
      deletions.set(id, { ...begun, pass: 1, stepsDone: [] });
      const entry = { id, tenantId, queue: "memory-jobs", kind: "erase_person", messageIds: [] } as const;
      memory.outbox.set(id, { ...entry, requestId, dueAt: now + 60_000, attempts: 0 });
      const action = "user.deletion_requested";
      noteAct(store, { tenantId, userId: null, actorId: requestedBy, action, subject: id, at: now });
      return shown(deletions.get(id)!);
    },

    async find(tenantId, id) {
      const deletion = find(tenantId, id);
      return deletion && shown(deletion);
    },

    async findOpen(tenantId, id) {
      const deletion = find(tenantId, id);
      const person = leaver(id);
      if (!deletion || !person || deletion.finishedAt !== null) return null;
      const { pass, stepsDone, settlesAt } = deletion;
      const { ownerId, id: userId } = person;
      return { person: { tenantId, userId, ownerId }, pass, stepsDone, settlesAt };
    },

    async noteStep({ tenantId, id, pass, step, erased }) {
      const deletion = find(tenantId, id);
      if (!deletion || deletion.finishedAt !== null) return;
      const isNew = deletion.pass === pass && !deletion.stepsDone.includes(step);
      const stepsDone = isNew ? [...deletion.stepsDone, step] : deletion.stepsDone;
      const counts = { ...deletion.erased, [step]: (deletion.erased[step] ?? 0) + erased };
      deletions.set(id, { ...deletion, stepsDone, erased: counts });
    },

    async beginPass({ tenantId, id, pass }) {
      const deletion = find(tenantId, id);
      const job = memory.outbox.get(id);
      if (!deletion || deletion.pass !== pass - 1 || deletion.finishedAt !== null) return;
      deletions.set(id, { ...deletion, pass, stepsDone: [] });
      if (job) memory.outbox.set(id, { ...job, dueAt: deletion.settlesAt });
    },

    async finish({ tenantId, id, now }) {
      const deletion = find(tenantId, id);
      if (!deletion) return;
      for (const [key, { deletionId }] of persons) if (deletionId === id) persons.delete(key);
      memory.outbox.delete(id);
      if (deletion.finishedAt !== null) return;
      deletions.set(id, { ...deletion, finishedAt: now });
      const { requestedBy: actorId } = deletion;
      noteAct(store, { tenantId, userId: null, actorId, action: "user.deleted", subject: id, at: now });
    },
  };
}

function shown({ pass, stepsDone, settlesAt, ...deletion }: KeptDeletion): Deletion {
  return deletion;
}
