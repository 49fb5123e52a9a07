import type { Prompt } from "../chat/read-prompt.ts";
import type { CoachWish } from "./coach-wish.ts";
import { findWhen } from "./find-when.ts";
import { plainSentences } from "./plain-message.ts";
import type { ItemKind } from "./read-items.ts";
import type { Now } from "./read-now.ts";
import { removal, tasksIn } from "./removal-wishes.ts";

export type Continued =
  | { readonly wish: CoachWish }
  /** What was said before and now, as one sentence. */
  | { readonly sentence: string; readonly choice?: string }
  | { readonly text: string };

const removing = /\bShall I delete the (?<kind>goal|task|event|reminder) “(?<title>.+?)”\?(?<more>.*)$/s;
const asksWhen = /\b(?:When shall I remind you .+|When is “.+”|When shall it be)\?$/s;
const asksWhat = /\bOf what shall I remind you.*\?$/s;
const asksWhich = /^Which (?:goal|task|event|reminder) do you mean: .+\?$/s;
const agrees =
  /^(?:yes|yep|yeah|yup|sure|ok(?:ay)?|of course|certainly|absolutely|do it|do that|do so|please do|go ahead|confirm(?:ed)?|i am sure|i'm sure|(?:please )?(?:delete|remove|cancel|keep|leave) (?:it|them|that|the task|the goal|the event|its tasks|the tasks|all).*)\b/i;
const refuses =
  /^(?:no|nope|nah|never mind|nevermind|don't|do not|stop|cancel that|better not|rather not|wait|not now|keep it|leave it)\b/i;

/** The answer to what the coach asked last. */
export function continueQuestion({ message, history }: Prompt, now: Now): Continued | undefined {
  const asked = history.at(-1);
  if (asked?.role !== "assistant") return undefined;
  const said = message
    .replaceAll("’", "'")
    .trim()
    .replace(/[\s.!]+$/, "");
  const { kind, title = "", more = "" } = removing.exec(asked.text)?.groups ?? {};
  if (kind) return removeOrKeep(said, { kind: kind as ItemKind, title, asksOfTasks: more.trim() !== "" });

  const before = history.findLast(({ role }) => role === "user")?.text ?? "";
  const [sentence = ""] = plainSentences(before).toReversed();
  if (asksWhen.test(asked.text)) {
    const [time = ""] = plainSentences(message);
    const when = findWhen(time, now);
    if (when.at === undefined || when.rest !== "") return undefined;
    return { sentence: `${findWhen(sentence, now).rest} ${bare(time)}` };
  }
  if (asksWhich.test(asked.text)) return refuses.test(said) ? undefined : { sentence, choice: said };
  if (!asksWhat.test(asked.text) || said === "" || said.length > 200 || refuses.test(said)) return undefined;
  return { sentence: `${sentence} to ${said.replace(/^(?:to|of|about|that) /i, "")}` };
}

function removeOrKeep(
  said: string,
  { kind, title, asksOfTasks }: { kind: ItemKind; title: string; asksOfTasks: boolean },
): Continued | undefined {
  const isOfTasks = asksOfTasks && /^(?:delete|cancel|keep|leave|remove)\b/i.test(said);
  if (refuses.test(said) && !isOfTasks) return { text: `Fine, I keep the ${kind} “${title}”.` };
  if (!agrees.test(said) && !isOfTasks) return undefined;
  // "Delete the goal" says nothing of its tasks.
  const rest = said.replace(/\b(?:delete|remove) (?:it|that|this|the goal)\b/i, "");
  const tasks = kind === "goal" && (asksOfTasks || /\btasks\b/i.test(rest)) ? tasksIn(rest) : undefined;
  return { wish: removal(kind, title, tasks) };
}

/** A time alone needs a word before it to be one: "8:30", "at 8". */
function bare(time: string): string {
  return /^\d{1,2}$/.test(time) ? `at ${time}` : time;
}
