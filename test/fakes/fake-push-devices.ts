import type { NewPushDevice, PushDevice, PushDevices } from "#shared/ports/push-devices.ts";
import { type FakePeopleStore, type KeptDevice, personKey, seePerson } from "./fake-people-store.ts";
import { pageOf } from "./page-of.ts";

const answersLastMs = 24 * 3_600_000;

export function fakePushDevices(store: FakePeopleStore): PushDevices {
  const answers = new Map<string, { requestHash: string; id: string; createdAt: number }>();
  const claimOf = ({ person, idempotency }: NewPushDevice) =>
    JSON.stringify([person.ownerId, person.callerId, idempotency?.route, idempotency?.key]);

  return {
    async register(draft) {
      const { person, token, now, idempotency, signInId, ...given } = draft;
      if (signInId !== null && store.endedSignIns.has(signInId)) return { outcome: "signed_out" };
      if (!seePerson(store, person, now)) return { outcome: "tenant_unknown" };
      const kept = idempotency && answers.get(claimOf(draft));
      if (kept && kept.createdAt >= now - answersLastMs) {
        if (kept.requestHash !== idempotency.requestHash) return { outcome: "mismatch" };
        const device = store.devices.get(kept.id);
        if (device?.ownerId !== person.ownerId) return { outcome: "gone" };
        return { outcome: "registered", device: shown(device) };
      }
      const { tenantId, ownerId } = person;
      const before = [...store.devices.values()].find(
        (each) => each.token === token && each.tenantId === tenantId,
      );
      if (before) store.devices.delete(before.id);
      const same = before?.ownerId === ownerId ? before : undefined;
      const id = same?.id ?? given.id;
      const device = { ...given, id, createdAt: same?.createdAt ?? now, updatedAt: now };
      store.devices.set(id, { ...device, tenantId, ownerId, token, signInId });
      if (idempotency)
        answers.set(claimOf(draft), { requestHash: idempotency.requestHash, id, createdAt: now });
      return { outcome: "registered", device };
    },

    async list({ ownerId }, page) {
      const mine = [...store.devices.values()].filter((device) => device.ownerId === ownerId);
      return pageOf(
        mine.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(shown),
        page,
        ({ id }, after) => id > after,
      );
    },

    async remove({ ownerId }, id) {
      return store.devices.get(id)?.ownerId === ownerId && store.devices.delete(id);
    },

    async tokensOf({ ownerId, ...person }, limit) {
      if (store.persons.get(personKey(person))?.disabledAt) return [];
      const mine = [...store.devices.values()].filter((device) => device.ownerId === ownerId);
      return mine
        .toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
        .map(({ id, environment, token, updatedAt }) => ({ id, environment, token, updatedAt }));
    },

    async drop({ ownerId }, lost) {
      const gone = lost.filter(({ id, asOf }) => {
        const device = store.devices.get(id);
        return device?.ownerId === ownerId && device.updatedAt <= asOf && store.devices.delete(id);
      });
      return gone.length;
    },
  };
}

function shown({ tenantId, ownerId, token, signInId, ...device }: KeptDevice): PushDevice {
  return device;
}
