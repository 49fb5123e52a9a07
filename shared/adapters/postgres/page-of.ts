import type { Page, PageRequest } from "../../ports/page.ts";

/** One row more than the page tells whether another page follows. */
export function toPage<Item>(
  rows: readonly Item[],
  { limit }: Pick<PageRequest, "limit">,
  placeOf: (item: Item) => string,
): Page<Item> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? placeOf(items.at(-1)!) : null };
}
