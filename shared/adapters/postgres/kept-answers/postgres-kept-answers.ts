import type { AnswerClaim, KeptAnswers } from "../../../ports/kept-answers.ts";
import type { Database } from "../database.ts";
import { reachOfTenant } from "../reach-of-tenant.ts";
import claimAnswer from "./claim-answer.sql";

interface ClaimRow {
  request_hash: string;
  claim: string | null;
  answer: string | null;
}

const mine = `tenant_id = $1 and owner_id = $2::uuid and caller = $3 and route = $4 and key = $5
  and result ->> 'claim' = $6::text`;
const keepAnswer = `update idempotency_keys set result = jsonb_build_object('answer', $7::text) where ${mine}`;
const releaseClaim = `delete from idempotency_keys where ${mine}`;

export function postgresKeptAnswers(database: Database): KeptAnswers {
  return {
    async claim(call) {
      const { actor, idempotency, id, now } = call;
      const at = new Date(now).toISOString();
      const [row] = await database.query<ClaimRow>(reachOfTenant(actor.tenantId), {
        text: claimAnswer,
        values: [...placeOf(call), idempotency.requestHash, id, at, actor.mayProvision],
      });
      if (!row) return { outcome: "tenant_unknown" };
      if (row.request_hash !== idempotency.requestHash) return { outcome: "mismatch" };
      if (row.answer !== null) return { outcome: "answered", answer: row.answer };
      return { outcome: row.claim === id ? "first" : "running" };
    },

    async keep(call, answer) {
      const values = [...placeOf(call), call.id, answer];
      await database.query(reachOfTenant(call.actor.tenantId), { text: keepAnswer, values });
    },

    async release(call) {
      const values = [...placeOf(call), call.id];
      await database.query(reachOfTenant(call.actor.tenantId), { text: releaseClaim, values });
    },
  };
}

function placeOf({ actor, idempotency }: AnswerClaim): string[] {
  return [actor.tenantId, actor.ownerId, actor.callerId, idempotency.route, idempotency.key];
}
