import { NotFound } from "../../errors.ts";
import type { Deletion, Deletions } from "../../ports/erasure.ts";

export async function getDeletion(
  ports: { readonly deletions: Deletions },
  { tenantId, id }: { tenantId: string; id: string },
): Promise<Deletion> {
  const deletion = await ports.deletions.find(tenantId, id);
  if (!deletion) throw new NotFound("deletion");
  return deletion;
}
