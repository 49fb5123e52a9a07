import type * as z from "zod";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { ChatVisit, LetIn } from "#shared/domain/chat/accept-turn.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import type { Composed, Ports } from "./app.ts";

/** A request that has passed its contract. */
export interface Call<Params, Query, Body, Foreseen = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly ports: Ports;
  readonly settings: Composed["settings"];
  readonly requestId: string;
  readonly idempotency: IdempotencyClaim | null;
  readonly conversationId: string | undefined;
  readonly lastEventId: string | undefined;
  readonly ifMatch: string | undefined;
  /** Its client has asked this before, and has had no answer. */
  readonly isRepeat: boolean;
  /** For a route that asks the front door along with a call of its own. */
  readonly letIn: LetIn;
  /** The same for one that has no call of its own to ask it along with. */
  readonly passBy: (visit: ChatVisit) => Promise<void>;
  /** How long this invocation may still take. */
  remainingMs(): number;
  readonly foreseen: Foreseen;
}

/** Looks up beside the front door what the answer will need. It changes nothing, costs nothing and does not fail. */
type Foresee<Query, Body, Foreseen> = (
  call: Pick<Call<unknown, Query, Body>, "query" | "body" | "ports">,
) => Promise<Foreseen>;

export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 503;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log. */
  readonly tenantId?: string;
}

export interface Route {
  readonly contract: Contract;
  readonly foresee?: Foresee<unknown, unknown, unknown> | undefined;
  handle(call: Call<unknown, unknown, unknown>): Promise<Answer | Response>;
}

/** Joins a contract with what answers it; the handler sees the types that the contract validates. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  contract: Contract<P, Q, B>,
  handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer | Response>,
): Route {
  return { contract, handle: handle as Route["handle"] };
}

/** A route that looks something up beside the front door. */
export function foreseeingRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, F>(
  contract: Contract<P, Q, B>,
  foresee: Foresee<z.output<Q>, z.output<B>, F>,
  handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>, F>) => Promise<Answer | Response>,
): Route {
  return { contract, foresee: foresee as Route["foresee"], handle: handle as Route["handle"] };
}
