import type * as z from "zod";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { LetIn } from "#shared/domain/chat/accept-turn.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import type { Composed, Ports } from "./app.ts";

/** A request that has passed its contract. */
export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly ports: Ports;
  readonly settings: Composed["settings"];
  readonly requestId: string;
  readonly idempotency: IdempotencyClaim | null;
  readonly lastEventId: string | undefined;
  /** For a route that asks the front door along with a call of its own. */
  readonly letIn: LetIn;
  /** How long this invocation may still take. */
  remainingMs(): number;
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 503;
  readonly body: unknown;
  /** For the log. */
  readonly tenantId?: string;
}

export interface Route {
  readonly contract: Contract;
  handle(call: Call<unknown, unknown, unknown>): Promise<Answer | Response>;
}

/** Joins a contract with what answers it; the handler sees the types that the contract validates. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  contract: Contract<P, Q, B>,
  handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer | Response>,
): Route {
  return { contract, handle: handle as Route["handle"] };
}
