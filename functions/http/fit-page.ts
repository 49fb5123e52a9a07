import type { Page } from "#shared/ports/page.ts";
import { fitAnswer } from "./fit-answer.ts";

/** A page that may be of long texts: it ends early rather than not at all, and the next one goes on from there. */
export function fitPage<Item, Shape>(
  { items, next }: Page<Item>,
  toShape: (item: Item) => Shape,
  toCursorOf: (last: Item) => string | null,
) {
  const kept = fitAnswer(items.map(toShape));
  const isLast = next === null && kept.length === items.length;
  return { items: kept, next_cursor: isLast ? null : toCursorOf(items[kept.length - 1]!) };
}
