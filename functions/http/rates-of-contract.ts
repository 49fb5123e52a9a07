import { createHash } from "node:crypto";
import type { Rate } from "#shared/ports/front-door.ts";
import type { Contract } from "#shared/wire/http/contract.ts";

export interface Asking {
  readonly address: string;
  /** Whom the caller is known as; null on an open route. */
  readonly person: string | null;
  readonly body: unknown;
}

/** How often one address, and one account, may ask for this: neither stands in Redis as it is. */
export function ratesOfContract({ operationId, limits }: Contract, asking: Asking): Rate[] {
  if (!limits) return [];
  const account = asking.person ?? accountIn(asking.body, limits.accountFields);
  const rate = (kind: string, who: string | null, perMinute = 0) =>
    who === null || perMinute === 0 ? [] : [{ name: `${kind}:${operationId}:${hash(who)}`, perMinute }];
  return [...rate("address", asking.address, limits.address), ...rate("account", account, limits.account)];
}

/** What an open route's body says of the account: it counts alike whether there is one or not. */
function accountIn(body: unknown, fields: readonly string[] = []): string | null {
  if (fields.length === 0 || typeof body !== "object" || body === null) return null;
  const given = body as Readonly<Record<string, unknown>>;
  return JSON.stringify(fields.map((field) => given[field] ?? null));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
