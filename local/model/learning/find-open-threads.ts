import { isQuestion } from "../chat/clauses.ts";
import { turnAround } from "../chat/turn-around.ts";
import type { LearnMessage } from "./find-facts.ts";

export interface OpenThread {
  readonly n: number;
  readonly text: string;
}

const later =
  /\b(?:next time|another time|tomorrow|later),? (?:let's|let us|we (?:can|could|should)|i (?:want|would like) to) (?:talk about |discuss |continue with |continue |look at |go on with )?(?<what>[^.!?]+)/i;
const earlier =
  /\b(?:let's|let us|we (?:can|could|should)) (?:talk about|discuss|continue with|continue|look at|go on with) (?<what>[^.!?]+?) (?:next time|another time|later)\b/i;
const unknowing =
  /\b(?:i do not know|i don't know|i cannot know|i am not sure|let me think about (?:it|that))\b/i;

/** What was put off, and what was asked at the end and got no answer. */
export function findOpenThreads(messages: readonly LearnMessage[]): OpenThread[] {
  const own = messages.filter(({ role }) => role === "user");
  const putOff = own.flatMap(({ n, text }) => {
    const what = (later.exec(text) ?? earlier.exec(text))?.groups?.what?.trim();
    return what ? [{ n, text: `To talk about next time: ${turnToUser(what)}.` }] : [];
  });
  const last = own.at(-1);
  const reply = messages
    .slice(last ? messages.indexOf(last) + 1 : 0)
    .find(({ role }) => role === "assistant");
  const isOpen = last && isQuestion(last.text.trim()) && (!reply || unknowing.test(reply.text));
  return [...putOff, ...(isOpen ? [{ n: last.n, text: `Not yet answered: ${last.text.trim()}` }] : [])];
}

function turnToUser(what: string): string {
  return turnAround(what)
    .replace(/\byour\b/gi, "the user's")
    .replace(/\byou\b/gi, "the user");
}
