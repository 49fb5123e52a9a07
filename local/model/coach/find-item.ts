import { subjectsOf } from "../chat/content-words.ts";
import type { Item } from "./read-items.ts";

export type FoundItem =
  | { readonly outcome: "found"; readonly item: Item; readonly isWhole: boolean }
  | { readonly outcome: "several"; readonly items: readonly Item[] }
  | { readonly outcome: "none" };

const smallestShare = 0.5;

/** The one whose title is nearest to the words; without words, the only one there is. */
export function findItem(words: string, items: readonly Item[]): FoundItem {
  const each = [...new Map(items.map((item) => [item.id, item])).values()];
  const asked = subjectsOf(words);
  if (asked.size === 0) return only(each, false);
  const rated = each.flatMap((item) => {
    const has = subjectsOf(item.title);
    const shared = asked.intersection(has).size;
    const share = shared / asked.size;
    const isSame = item.title.toLowerCase() === words.toLowerCase();
    return share < smallestShare ? [] : [{ item, share, rank: isSame ? 9 : share + shared / has.size / 10 }];
  });
  const top = Math.max(...rated.map(({ rank }) => rank));
  const best = rated.filter(({ rank }) => rank === top);
  return only(
    best.map(({ item }) => item),
    best.every(({ share }) => share === 1),
  );
}

function only(items: readonly Item[], isWhole: boolean): FoundItem {
  const [item, ...others] = items;
  if (!item) return { outcome: "none" };
  return others.length > 0 ? { outcome: "several", items } : { outcome: "found", item, isWhole };
}
