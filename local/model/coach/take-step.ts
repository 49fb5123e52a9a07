import { type ChosenCall, callWith } from "../chat/call-with.ts";
import type { ChatOrder, OfferedTool } from "../chat/chat-order.ts";
import type { Prompt } from "../chat/read-prompt.ts";
import { errorIn } from "../chat/read-results.ts";
import { readWish } from "../chat/read-wish.ts";
import { chooseItem } from "./choose-item.ts";
import type { CoachWish, Sought } from "./coach-wish.ts";
import { type FoundItem, findItem } from "./find-item.ts";
import { readCoachWish } from "./read-coach-wish.ts";
import { type Item, readItem, readResult } from "./read-items.ts";
import { type Now, readNow } from "./read-now.ts";
import { tellItem } from "./tell-item.ts";
import { tellResult } from "./tell-result.ts";
import { tellDue, tellStanding } from "./tell-standing.ts";

/** What the coach does next: a tool to call, something to say, or something to say after what would be said without it. */
export type CoachStep =
  | { readonly call: ChosenCall }
  | { readonly text: string }
  | { readonly after: string };

interface Place {
  readonly order: ChatOrder;
  readonly prompt: Prompt;
  readonly now: Now;
  /** What the prompt shows of goals, tasks, events and reminders. */
  readonly shown: readonly Item[];
}

/** Undefined where the message is none of the coach's business. */
export function takeStep(order: ChatOrder, prompt: Prompt, instant: number): CoachStep | undefined {
  if (order.format !== "text" || readWish(prompt.message)) return undefined;
  const now = readNow(prompt.system, instant);
  const shown = (prompt.coach ?? []).flatMap((each) => readItem(each, undefined, now));
  const read = order.toolChoice === "free" ? readCoachWish(prompt, now) : undefined;
  if (read && "text" in read) return offered(order, "delete_item") && read;
  if (read && offered(order, read.wish.tool)) return follow(read.wish, { order, prompt, now, shown });
  if (!prompt.coach || prompt.outcomes.length > 0) return undefined;
  const text = tellStanding(prompt.message, shown, now);
  if (text) return { text };
  const after = tellDue(prompt.message, shown, now);
  return after === undefined ? undefined : { after };
}

function offered({ tools }: ChatOrder, name: string): OfferedTool | undefined {
  return tools.find((tool) => tool.name === name);
}

function follow(wish: CoachWish, place: Place): CoachStep | undefined {
  if (wish.ask) return { text: wish.ask };
  const last = place.prompt.outcomes.at(-1);
  const error = last && errorIn(last.result);
  if (last?.name === wish.tool) {
    const known = wish.of ? candidates({ ...wish.of, words: "any" }, place) : [];
    return { text: tellResult(wish, last, { known, now: place.now }) };
  }
  if (error !== undefined) return { text: `That did not work: ${error}` };
  if (!wish.of) return call(wish.tool, place, wish.given);
  return findThenCall(wish, wish.of, place);
}

function choose(found: FoundItem, { choice }: Sought, { now }: Place): FoundItem {
  if (choice === undefined) return found;
  const item = found.outcome === "several" ? chooseItem(choice, found.items, now) : undefined;
  return item ? { outcome: "found", item, isWhole: false } : { outcome: "none" };
}

function findThenCall(wish: CoachWish, of: Sought, place: Place): CoachStep | undefined {
  const list = `list_${of.kind}s`;
  const hasListed = place.prompt.outcomes.some(({ name }) => name === list);
  const found = choose(findItem(of.words, candidates(of, place)), of, place);
  const isClear = found.outcome === "found" && found.isWhole;
  if (!isClear && !hasListed && offered(place.order, list)) {
    return call(list, place, { status: { goal: "active", task: "open" }[of.kind as string] });
  }
  if (found.outcome === "found") {
    return call(wish.tool, place, { ...wish.given, [of.as ?? "id"]: found.item.id });
  }
  if (of.as) return call(wish.tool, place, wish.given);
  if (of.isTentative) return { after: "" };
  if (found.outcome === "none")
    return { text: `I found no ${of.kind} like “${of.words.replace(/^(?:the|my|that|this) /i, "")}”.` };
  const named = found.items.slice(0, 5).map((item) => tellItem(item, place.now));
  return { text: `Which ${of.kind} do you mean: ${named.join(" or ")}?` };
}

/** All of the kind that were shown or listed; where none is named, those that wait for an answer go first. */
function candidates({ kind, words }: Sought, { prompt, shown, now }: Place): readonly Item[] {
  const listed = prompt.outcomes.flatMap(({ name, result }) =>
    name === `list_${kind}s` ? readResult(result, kind, now) : [],
  );
  const all = [...shown, ...listed].filter((item) => item.kind === kind);
  const open = all.filter(({ isOpen }) => isOpen);
  return words === "" && open.length > 0 ? open : all;
}

function call(name: string, { order, prompt }: Place, given: Readonly<Record<string, unknown>>) {
  const chosen = callWith(offered(order, name), prompt, given);
  return chosen && { call: chosen };
}
