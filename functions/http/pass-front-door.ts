import type { Context } from "hono";
import { defaultTenantId } from "#shared/domain/access/act-for.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { FrontDoor } from "#shared/domain/access/front-door.ts";
import { RateLimited } from "#shared/errors.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import { addressOf } from "./address-of.ts";
import type { Env } from "./app.ts";
import { ratesOfContract } from "./rates-of-contract.ts";
import type { ReadRequest } from "./read-request.ts";

type Names = { tenant_id?: string; user_id?: string } | undefined;

export interface Passing {
  readonly contract: Contract;
  readonly caller: Caller;
  /** Null where the contract refused it. */
  readonly request: ReadRequest | null;
  readonly behindEdge: boolean;
}

/** Asks the front door for a request that passed its contract, or was refused by it; says in headers what is left. */
export async function passFrontDoor(
  c: Context<Env>,
  frontDoor: FrontDoor,
  { contract, caller, request, behindEdge }: Passing,
): Promise<void> {
  const isOpen = contract.scope === "open";
  if (isOpen && !contract.limits) return;
  const names = isOpen ? { tenantId: null, userId: null } : whoIsMeant(caller, request);
  if (names.tenantId !== null && (request || caller.tenantId !== null)) c.set("tenantId", names.tenantId);
  const allowance = await frontDoor.pass({
    caller,
    ...names,
    rates: ratesOfContract(contract, {
      address: addressOf(c, { behindEdge }),
      person: isOpen ? null : `${names.tenantId}/${names.userId ?? ""}`,
      body: request?.body,
    }),
    leavesWork: request !== null && contract.leavesWork === true,
    requestId: c.get("requestId"),
  });
  if (!allowance) return;
  c.header("RateLimit-Limit", String(allowance.limit));
  c.header("RateLimit-Remaining", String(allowance.remaining));
  c.header("RateLimit-Reset", String(allowance.resetSeconds));
  if (allowance.refused) throw new RateLimited(allowance.resetSeconds);
}

function whoIsMeant(
  caller: Caller,
  request: ReadRequest | null,
): { tenantId: string; userId: string | null } {
  const [body, query] = [request?.body as Names, request?.query as Names];
  return {
    tenantId:
      caller.tenantId ?? body?.tenant_id ?? query?.tenant_id ?? caller.homeTenantId ?? defaultTenantId,
    userId: caller.userId ?? body?.user_id ?? query?.user_id ?? null,
  };
}
