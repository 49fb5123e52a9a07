import { Conflict, IdempotencyMismatch } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { KeptAnswers } from "../../ports/kept-answers.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly keptAnswers: KeptAnswers;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export interface OnceCall {
  readonly actor: Actor;
  readonly idempotency: IdempotencyClaim | null;
  /** What a repeat is told whose answer has a secret, which is not kept. */
  readonly secret?: string;
}

/** Does what a call asks for once under its Idempotency-Key; a repeat gets the first one's answer again. */
export async function answerOnce<Answer>(
  { keptAnswers, ids, clock, log }: Needs,
  { actor, idempotency, secret }: OnceCall,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (!idempotency) return await work();
  const call = { actor, idempotency, id: ids.next(), now: clock.now() };
  const claimed = await keptAnswers.claim(call);
  switch (claimed.outcome) {
    case "mismatch":
      throw new IdempotencyMismatch();
    case "running":
      throw new Conflict("the first call under this Idempotency-Key still runs", 1);
    case "answered":
      if (secret !== undefined) throw new Conflict(secret);
      return JSON.parse(claimed.answer) as Answer;
    case "tenant_unknown":
      return await work();
  }
  // What is not noted here is done again by a repeat, a minute later.
  const warn = (error: unknown) => log.warn("answer not kept", { route: idempotency.route, error });
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    await keptAnswers.release(call).catch(warn);
    throw error;
  }
  await keptAnswers.keep(call, JSON.stringify(secret === undefined ? answer : null)).catch(warn);
  return answer;
}
