import type { Context } from "hono";
import { defaultTenantId } from "#shared/domain/access/act-for.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { FrontDoor } from "#shared/domain/access/front-door.ts";
import { RateLimited } from "#shared/errors.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import type { Env } from "./app.ts";
import type { ReadRequest } from "./read-request.ts";

type Names = { tenant_id?: string; user_id?: string } | undefined;

/** Asks the front door for a request that passed its contract, or was refused by it; says in headers what is left. */
export async function passFrontDoor(
  c: Context<Env>,
  frontDoor: FrontDoor,
  { contract, caller, request }: { contract: Contract; caller: Caller; request: ReadRequest | null },
): Promise<void> {
  if (contract.scope === "open") return;
  const [body, query] = [request?.body as Names, request?.query as Names];
  const tenantId =
    caller.tenantId ?? body?.tenant_id ?? query?.tenant_id ?? caller.homeTenantId ?? defaultTenantId;
  if (request || caller.tenantId !== null) c.set("tenantId", tenantId);
  const allowance = await frontDoor.pass({
    caller,
    tenantId,
    userId: caller.userId ?? body?.user_id ?? query?.user_id ?? null,
    leavesWork: request !== null && contract.leavesWork === true,
    requestId: c.get("requestId"),
  });
  if (!allowance) return;
  c.header("RateLimit-Limit", String(allowance.limit));
  c.header("RateLimit-Remaining", String(allowance.remaining));
  c.header("RateLimit-Reset", String(allowance.resetSeconds));
  if (allowance.refused) throw new RateLimited(allowance.resetSeconds);
}
