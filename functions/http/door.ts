import type { Context } from "hono";
import { defaultTenantId } from "#shared/domain/access/act-for.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { Carry, FrontDoor, Visit } from "#shared/domain/access/front-door.ts";
import type { Allowance } from "#shared/domain/access/rate-limits.ts";
import type { ChatVisit } from "#shared/domain/chat/accept-turn.ts";
import { RateLimited } from "#shared/errors.ts";
import type { KnockAnswer } from "#shared/ports/front-door.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import { addressOf } from "./address-of.ts";
import type { Env } from "./app.ts";
import { ratesOfContract } from "./rates-of-contract.ts";
import type { ReadRequest } from "./read-request.ts";

type Names = { tenant_id?: string; user_id?: string } | undefined;
type Batch = { messages?: readonly Names[] } | undefined;

export interface Passing {
  readonly contract: Contract;
  readonly caller: Caller;
  /** Null where the contract refused it. */
  readonly request: ReadRequest | null;
  readonly behindEdge: boolean;
}

export type Door = ReturnType<typeof createDoor>;

/** The front door as one request meets it, having passed its contract or not; says in headers what is left. */
export function createDoor(
  c: Context<Env>,
  frontDoor: FrontDoor,
  { contract, caller, request, behindEdge }: Passing,
) {
  const isOpen = contract.scope === "open";
  let asked = isOpen && !contract.limits && !contract.leavesWork;

  function toVisit({ rates, leavesWork }: ChatVisit): Visit {
    asked = true;
    const names = isOpen ? { tenantId: null, userId: null, alsoFor: [] } : whoIsMeant(caller, request);
    if (names.tenantId !== null && (request || caller.tenantId !== null)) c.set("tenantId", names.tenantId);
    const asking = {
      address: addressOf(c, { behindEdge }),
      person: isOpen ? null : `${names.tenantId}/${names.userId ?? ""}`,
      body: request?.body,
    };
    const requestId = c.get("requestId");
    return {
      caller,
      ...names,
      rates: [...ratesOfContract(contract, asking), ...rates],
      leavesWork,
      requestId,
    };
  }

  function goBy(allowance: Allowance | null): void {
    if (!allowance) return;
    c.header("RateLimit-Limit", String(allowance.limit));
    c.header("RateLimit-Remaining", String(allowance.remaining));
    c.header("RateLimit-Reset", String(allowance.resetSeconds));
    if (allowance.refused) throw new RateLimited(allowance.resetSeconds);
  }

  async function passBy(visit: ChatVisit): Promise<void> {
    goBy(await frontDoor.pass(toVisit(visit)));
  }

  return {
    wasAsked: () => asked,

    async pass(): Promise<void> {
      if (asked) return;
      const leavesWork = request !== null && contract.leavesWork === true;
      await passBy({ rates: [], leavesWork });
    },

    passBy,

    async passWithin<Answer extends { readonly knock: KnockAnswer | null }>(
      visit: ChatVisit,
      carry: Carry<Answer>,
    ): Promise<Answer> {
      const { allowance, answer } = await frontDoor.passWithin(toVisit(visit), carry);
      goBy(allowance);
      return answer;
    },
  };
}

function whoIsMeant(
  caller: Caller,
  request: ReadRequest | null,
): { tenantId: string; userId: string | null; alsoFor: string[] } {
  const [body, query] = [request?.body as Names, request?.query as Names];
  const batch = request?.body as Batch;
  return {
    tenantId:
      caller.tenantId ??
      body?.tenant_id ??
      query?.tenant_id ??
      batch?.messages?.[0]?.tenant_id ??
      caller.homeTenantId ??
      defaultTenantId,
    userId: caller.userId ?? body?.user_id ?? query?.user_id ?? null,
    // A person may name nobody else, and learns nothing of them.
    alsoFor: caller.userId === null ? (batch?.messages ?? []).flatMap((part) => part?.user_id ?? []) : [],
  };
}
