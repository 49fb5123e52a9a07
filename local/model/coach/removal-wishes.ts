import type { CoachWish } from "./coach-wish.ts";
import type { ItemKind } from "./read-items.ts";

const verb = "(?:delete|remove|erase|get rid of|throw away)";
const forms = [
  `(?:${verb}|cancel) (?:the |my |that |this )?(?:(?<which>.+?) )?(?<kind>goal|task|to-?do|event|appointment|meeting)\\b(?: (?:of|to|called|named|for|with))?(?<words>.*)`,
  `${verb} (?<words>.+?) from (?:my|the) (?<kind>to-?do list|task list|list|tasks|to-?dos|goals)`,
  `(?:${verb}|cancel) (?<words>.+?) (?:from|in|on) (?:my|the) (?<kind>calendar|agenda|schedule|diary)`,
].map((form) => new RegExp(`^${form}$`, "i"));
const together = /,? (?:and|with|but|together with) (?:all )?(?<what>.*\btasks)$/i;

const ofTasks = /\bopen tasks?\b/;

/** "Delete the goal to run 10k", "remove milk from my list": the tool sees to it that the person is asked first. */
export function readRemovalWish(sentence: string): CoachWish | undefined {
  const tasks = together.exec(sentence)?.groups?.what;
  const plain = sentence.replace(together, "");
  const found = forms.map((form) => form.exec(plain)?.groups).find(Boolean);
  if (!found) return undefined;
  const kind = kindOf(found.kind ?? "");
  const isNamed = /^(?:appointment|meeting)$/i.test(found.kind ?? "");
  const words = [found.which, isNamed ? found.kind : "", found.words].join(" ").replace(/\s+/g, " ").trim();
  if (kind === "task" && /^cancel/i.test(sentence)) return cancelled(words);
  return removal(kind, words, tasks && tasksIn(tasks));
}

/** Unlike one that is deleted it stays to be seen. */
function cancelled(words: string): CoachWish {
  return {
    tool: "update_task",
    given: { status: "cancelled" },
    of: { kind: "task", words },
    tell: ({ item }) => `The task${item ? ` “${item.title}”` : ""} is cancelled.`,
  };
}

/** What becomes of a goal's tasks, in words. */
export function tasksIn(said: string): string | undefined {
  if (/\b(?:keep|leave|without|not)\b/i.test(said)) return "keep";
  if (/\bcancel/i.test(said)) return "cancel";
  return /\b(?:tasks|delete|remove|them|all|too)\b/i.test(said) ? "delete" : undefined;
}

export function removal(kind: ItemKind, words: string, tasks: string | undefined): CoachWish {
  return {
    tool: "delete_item",
    given: { kind, ...(tasks && { tasks }) },
    of: { kind, words },
    asks: ofTasks,
    tell: ({ item, result }) => {
      const what = `the ${kind} “${item?.title ?? words}”`;
      if (result.deleted === true) return `I have deleted ${what}.`;
      const isOfTasks = kind === "goal" && !tasks && ofTasks.test(JSON.stringify(result));
      const which = isOfTasks ? " It has open tasks: say whether to delete, cancel or keep them." : "";
      return `Shall I delete ${what}?${which}`;
    },
  };
}

function kindOf(said: string): ItemKind {
  if (/^goal/i.test(said)) return "goal";
  return /^(?:event|appointment|meeting|calendar|agenda|schedule|diary)/i.test(said) ? "event" : "task";
}
