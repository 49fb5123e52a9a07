import type { Page, PageRequest } from "#shared/ports/page.ts";

/** A page of items that stand in their order already. */
export function pageOf<Item extends { readonly id: string }>(
  items: readonly Item[],
  { limit, after }: PageRequest,
  isBehind: (item: Item, after: string) => boolean,
): Page<Item> {
  const rest = items.filter((item) => after === null || isBehind(item, after));
  return { items: rest.slice(0, limit), next: rest.length > limit ? rest[limit - 1]!.id : null };
}
