import type { SignedInUser, SignIn, SignIns } from "#shared/ports/sign-ins.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";
import { createFakePeopleStore, type FakePeopleStore } from "./fake-people-store.ts";
import type { FakeTenants } from "./fake-tenants.ts";

interface KeptSignIn extends SignIn {
  readonly ownerId: string;
  readonly endedAt: number | null;
}

interface KeptToken {
  readonly signInId: string;
  readonly predecessor: string | null;
  readonly expiresAt: number;
  spentAt: number | null;
  graced: boolean;
}

export interface FakeSignIns extends SignIns {
  /** Users who may not come in, as `<tenant>/<user>`. */
  readonly disabled: Set<string>;
  /** What the audit log would say. */
  readonly noted: readonly { readonly ownerId: string; readonly action: string }[];
}

const dayMs = 86_400_000;

export function fakeSignIns(
  store: FakeMemoryStore,
  tenants: Pick<FakeTenants, "rows"> = { rows: new Map() },
  people: Pick<FakePeopleStore, "devices" | "endedSignIns"> = createFakePeopleStore(store),
): FakeSignIns {
  const users = new Map<string, SignedInUser>();
  const signIns = new Map<string, KeptSignIn>();
  const tokens = new Map<string, KeptToken>();
  const disabled = new Set<string>();
  const noted: { ownerId: string; action: string }[] = [];

  function end(signIn: KeptSignIn, now: number, action: string): void {
    if (signIn.endedAt !== null) return;
    signIns.set(signIn.id, { ...signIn, endedAt: now });
    people.endedSignIns.add(signIn.id);
    noted.push({ ownerId: signIn.ownerId, action });
  }
  function silence(ownerId: string, id: string | null): void {
    for (const device of people.devices.values())
      if (device.ownerId === ownerId && (id === null || device.signInId === id))
        people.devices.delete(device.id);
  }
  function successorOf(hash: string): KeptToken | undefined {
    return [...tokens.values()].find(({ predecessor, spentAt }) => predecessor === hash && spentAt === null);
  }
  const rateOf = (tenantId: string) => tenants.rows.get(tenantId)?.requestsPerMinute ?? null;
  const shown = ({ ownerId, endedAt, ...signIn }: KeptSignIn): SignIn => signIn;

  return {
    disabled,
    noted,

    async begin({ profile, mayProvision, tokenHash, now, ...draft }) {
      const { tenantId, userId } = draft;
      if (!mayProvision && !store.tenants.has(tenantId)) return { outcome: "tenant_unknown" };
      store.tenants.add(tenantId);
      const name = `${tenantId}/${userId}`;
      if (disabled.has(name)) return { outcome: "disabled" };
      const known = users.get(name);
      const user = {
        id: userId,
        tenantId,
        name: known?.name ?? profile.name,
        email: profile.email ?? known?.email ?? null,
        createdAt: known?.createdAt ?? now,
      };
      users.set(name, user);
      signIns.set(draft.id, { ...draft, createdAt: now, lastUsedAt: now, endedAt: null });
      tokens.set(tokenHash, {
        signInId: draft.id,
        predecessor: null,
        expiresAt: draft.expiresAt,
        spentAt: null,
        graced: false,
      });
      noted.push({ ownerId: draft.ownerId, action: `sign_in.${draft.method}` });
      return { outcome: "begun", user, tenantRatePerMinute: rateOf(tenantId) };
    },

    async refresh({ tokenHash, nextHash, now, graceMs, expiresAt }) {
      const token = tokens.get(tokenHash);
      if (!token) return { outcome: "refused" };
      const signIn = signIns.get(token.signInId)!;
      const name = `${signIn.tenantId}/${signIn.userId}`;
      if (token.spentAt !== null && token.spentAt < now - graceMs) {
        end(signIn, now, "sign_in.revoked");
        silence(signIn.ownerId, signIn.id);
        const { id: signInId, tenantId, userId } = signIn;
        return { outcome: "revoked", signInId, tenantId, userId };
      }
      if (signIn.endedAt !== null || token.expiresAt <= now || disabled.has(name))
        return { outcome: "refused" };
      if (token.spentAt === null) token.spentAt = now;
      else {
        const successor = successorOf(tokenHash);
        if (token.graced || !successor) return { outcome: "refused" };
        token.graced = true;
        Object.assign(successor, { spentAt: now, graced: true });
      }
      const next = { signInId: signIn.id, predecessor: tokenHash, expiresAt, spentAt: null, graced: false };
      tokens.set(nextHash, next);
      const kept = { ...signIn, lastUsedAt: now, expiresAt };
      signIns.set(kept.id, kept);
      return {
        outcome: "refreshed",
        signIn: shown(kept),
        user: users.get(name)!,
        tenantRatePerMinute: rateOf(kept.tenantId),
      };
    },

    async list({ ownerId }, { limit, after }, now) {
      const found = [...signIns.values()]
        .filter((each) => each.ownerId === ownerId && each.endedAt === null && each.expiresAt > now)
        .filter(({ id }) => after === null || id < after)
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .map(shown);
      return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
    },

    async end({ ownerId }, id, now) {
      const meant = [...signIns.values()]
        .filter((each) => each.ownerId === ownerId && (id === null || each.id === id))
        .filter(({ endedAt }) => endedAt === null || endedAt > now - dayMs);
      for (const signIn of meant) end(signIn, now, "sign_out");
      silence(ownerId, id);
      return meant.map((signIn) => signIn.id).toSorted();
    },
  };
}
