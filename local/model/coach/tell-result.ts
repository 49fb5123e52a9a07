import type { ToolOutcome } from "../chat/read-prompt.ts";
import { errorIn } from "../chat/read-results.ts";
import type { CoachWish } from "./coach-wish.ts";
import { type Item, type ItemKind, isFields, readItem, readResult } from "./read-items.ts";
import type { Now } from "./read-now.ts";

const kinds: Readonly<Record<string, ItemKind>> = {
  goal: "goal",
  task: "task",
  event: "event",
  reminder: "reminder",
};

/** What came of the tool that was wished for. */
export function tellResult(
  wish: CoachWish,
  { result, arguments: given }: ToolOutcome,
  { known, now }: { readonly known: readonly Item[]; readonly now: Now },
): string {
  const error = errorIn(result);
  if (error !== undefined && !wish.asks?.test(error)) return tellRefusal(error, wish.again);
  const kind = kinds[/goal|task|event|reminder/.exec(wish.tool)?.[0] ?? ""];
  const fields = isFields(result) ? result : {};
  const own = kind && isFields(fields[kind]) ? fields[kind] : fields;
  const item = known.find(({ id }) => id === given.id) ?? readItem(own, kind, now)[0];
  const listed = kind && wish.tool.startsWith("list_") ? readResult(result, kind, now) : [];
  return wish.tell({ item, result: { ...fields, ...own }, listed });
}

function tellRefusal(error: string, again: string | undefined): string {
  const isPast = /\bin the past\b|\bin the future\b/.test(error);
  const told = isPast ? "That is in the past." : `That did not work: ${error.replace(/[\s.]*$/, ".")}`;
  return again === undefined ? told : `${told} ${again}`;
}
