import type { AnswerClaim, AnswerSweep, KeptAnswers } from "#shared/ports/kept-answers.ts";

interface Kept {
  readonly requestHash: string;
  readonly createdAt: number;
  readonly claim: string | null;
  readonly answer: string | null;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export function fakeKeptAnswers(tenants: ReadonlySet<string>): KeptAnswers & AnswerSweep {
  const rows = new Map<string, Kept>();

  function isFree(kept: Kept, { idempotency, now }: AnswerClaim): boolean {
    if (kept.createdAt < now - day) return true;
    const isSame = kept.requestHash === idempotency.requestHash;
    return kept.claim !== null && isSame && kept.createdAt < now - minute;
  }

  return {
    async claim(call) {
      const { actor, idempotency, id, now } = call;
      if (!actor.mayProvision && !tenants.has(actor.tenantId)) return { outcome: "tenant_unknown" };
      const kept = rows.get(placeOf(call));
      if (!kept || isFree(kept, call)) {
        const { requestHash } = idempotency;
        rows.set(placeOf(call), { requestHash, createdAt: now, claim: id, answer: null });
        return { outcome: "first" };
      }
      if (kept.requestHash !== idempotency.requestHash) return { outcome: "mismatch" };
      return kept.answer === null ? { outcome: "running" } : { outcome: "answered", answer: kept.answer };
    },

    async keep(call, answer) {
      const kept = rows.get(placeOf(call));
      if (kept?.claim === call.id) rows.set(placeOf(call), { ...kept, claim: null, answer });
    },

    async release(call) {
      if (rows.get(placeOf(call))?.claim === call.id) rows.delete(placeOf(call));
    },

    async sweep(now, limit) {
      const old = [...rows]
        .filter(([, kept]) => kept.createdAt < now - day)
        .toSorted(([, a], [, b]) => a.createdAt - b.createdAt)
        .slice(0, limit);
      for (const [place] of old) rows.delete(place);
      return old.length;
    },
  };
}

function placeOf({ actor, idempotency }: AnswerClaim): string {
  return JSON.stringify([actor.tenantId, actor.ownerId, actor.callerId, idempotency.route, idempotency.key]);
}
