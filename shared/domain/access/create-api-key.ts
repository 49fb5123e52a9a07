import { Conflict, Forbidden, IdempotencyMismatch, NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { ApiKey, ApiKeys } from "../../ports/api-keys.ts";
import type { Ids } from "../../ports/clock.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import { makeApiKey } from "./api-key.ts";
import { hashKey } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import { instantOfId } from "./derive-ids.ts";

export interface CreateApiKey {
  readonly caller: Pick<Caller, "scopes">;
  readonly actor: Actor;
  readonly stage: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly idempotency: IdempotencyClaim | null;
}

interface Needs {
  readonly apiKeys: ApiKeys;
  readonly ids: Ids;
}

/** Makes a key of the actor's tenant. The key itself is in this answer and nowhere else. */
export async function createApiKey(
  ports: Needs,
  { caller, actor, stage, name, scopes, idempotency }: CreateApiKey,
): Promise<ApiKey & { readonly key: string }> {
  const lacking = scopes.find((scope) => !caller.scopes.has(scope));
  if (lacking !== undefined)
    throw new Forbidden(`this caller lacks the scope ${lacking} and cannot grant it`);
  const key = makeApiKey(stage);
  const id = ports.ids.next();
  const granted = [...new Set(scopes)];
  const outcome = await ports.apiKeys.create({
    actor,
    id,
    name,
    scopes: granted,
    keyHash: hashKey(key).toString("hex"),
    now: instantOfId(id),
    idempotency,
  });
  switch (outcome) {
    case "tenant_unknown":
      throw new NotFound(`tenant ${actor.tenantId}`);
    case "mismatch":
      throw new IdempotencyMismatch();
    case "repeated":
      throw new Conflict(
        "this Idempotency-Key made a key already, which is shown once: list keys, or make another",
      );
    case "created":
      return {
        id,
        tenantId: actor.tenantId,
        name,
        scopes: granted,
        createdBy: actor.callerId,
        createdAt: instantOfId(id),
        lastUsedAt: null,
        revokedAt: null,
        key,
      };
  }
}
