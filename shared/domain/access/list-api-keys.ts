import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { ApiKey, ApiKeys } from "../../ports/api-keys.ts";
import type { Page, PageRequest } from "../../ports/page.ts";

export async function listApiKeys(
  ports: { readonly apiKeys: ApiKeys },
  { actor, page }: { actor: Actor; page: PageRequest },
): Promise<Page<ApiKey>> {
  const found = await ports.apiKeys.list(actor.tenantId, page);
  if (found) return found;
  // In development a tenant that is named is one that may begin.
  if (actor.mayProvision) return { items: [], next: null };
  throw new NotFound(`tenant ${actor.tenantId}`);
}
