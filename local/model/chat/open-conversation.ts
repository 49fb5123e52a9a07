import { type Item, readItem } from "../coach/read-items.ts";
import { type Now, readNow } from "../coach/read-now.ts";
import { tellItem } from "../coach/tell-item.ts";
import { dayAt } from "../coach/wall-time.ts";
import { subjectsOf } from "./content-words.ts";
import { parseJson } from "./parse-json.ts";
import type { Prompt } from "./read-prompt.ts";

const nobodyWrote = "(The person has not written.";
const longestQuote = 100;

const leads = {
  task: "On your list:",
  event: "In your calendar:",
  goal: "Your goal:",
  reminder: "You wanted to be reminded:",
};
const questions = {
  task: "What is left to do there?",
  event: "How do you feel about it?",
  goal: "What would be a small step today?",
  reminder: "Have you got to it?",
};

/** Where the person has not written: what stands, what they said last, and one question. */
export function openConversation(prompt: Prompt, instant: number): string | undefined {
  if (!prompt.message.startsWith(nobodyWrote)) return undefined;
  const now = readNow(prompt.system, instant);
  const about = aboutOf(prompt.message);
  const items = (prompt.coach ?? []).flatMap((each) => readItem(each, undefined, now));
  const item = chooseItem(items, about, now);
  const said = lastSaid(prompt);
  return [
    item && `${leads[item.kind]} ${tellItem(item, now)}.`,
    said && `Last time you said: “${said}”.`,
    questionOf(about, item, said),
  ]
    .filter(Boolean)
    .join(" ");
}

/** "Check-in: sleep" is about sleep. */
function aboutOf(message: string): string {
  const [, quoted = '""'] = /about: ("(?:[^"\\]|\\.)*")\)$/.exec(message) ?? [];
  return String(parseJson(quoted)).replace(/^Check-in(?:: )?/, "");
}

function questionOf(about: string, item: Item | undefined, said: string | undefined): string {
  if (about) return `How is it going with ${about.replace(/[.?!]+$/, "")}?`;
  if (item) return questions[item.kind];
  return said ? "How has it been since?" : "How are you doing today?";
}

/** What the check-in is about goes first, then what is overdue, due today, in the calendar today, and wanted. */
function chooseItem(items: readonly Item[], about: string, now: Now): Item | undefined {
  const subjects = subjectsOf(about);
  const ways: ((item: Item) => boolean)[] = [
    ({ title }) => [...subjectsOf(title)].some((subject) => subjects.has(subject)),
    ({ kind, isOverdue }) => kind === "task" && isOverdue,
    (item) => item.kind === "task" && isToday(item, now),
    (item) => item.kind === "event" && isToday(item, now),
    ({ kind }) => kind === "goal",
    () => true,
  ];
  return ways.map((fits) => items.find(fits)).find((item) => item !== undefined);
}

function isToday({ at }: Item, now: Now): boolean {
  return at !== undefined && dayAt(at) === dayAt(now.wall);
}

/** Earlier check-ins stand in the history as if they were the person's. */
function lastSaid({ history }: Prompt): string | undefined {
  const said = history
    .filter(({ role, text }) => role === "user" && !/^Check-in(?:: |$)/.test(text) && !text.includes("?"))
    .at(-1)?.text;
  if (said === undefined) return undefined;
  const characters = Array.from(said.replace(/\s+/g, " ").replace(/[.!]+$/, ""));
  return characters.length <= longestQuote
    ? characters.join("")
    : `${characters.slice(0, longestQuote).join("")}…`;
}
