import { turnAround } from "../chat/turn-around.ts";
import { expandContractions } from "./expand-contractions.ts";

interface Said {
  readonly role: string;
  readonly text: string;
}

const agrees =
  /^(?:yes|yeah|yep|yup|exactly|correct|right|that is right|that's right|that is correct|that's correct|true|indeed|absolutely|of course|sure|i do|i am)\b(?! (?:but|but not))/i;
const asked =
  /^(?:so|and|ah|then|if i remember (?:correctly|rightly|right)|as far as i know|i think|am i right that|is it true that|do i remember (?:correctly|right) that|is it right that|did you say(?: that)?)[,:]? /i;
const tag =
  /,? (?:right|correct|is that (?:right|correct|so)|do(?:es)? (?:you|she|he|it) not|are you not|isn't it|don't you|aren't you|yes|true)$/i;

/** What the assistant asked and the person says yes to, as the person would say it. */
export function readConfirmed(before: Said | undefined, { text }: Said): string[] {
  if (before?.role !== "assistant" || !agrees.test(text.trim())) return [];
  const questions = before.text
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((sentence) => sentence.trim().endsWith("?"));
  const last = questions.at(-1)?.trim().replace(/\?+$/, "");
  if (!last) return [];
  const plain = expandContractions(last.replace(asked, "").replace(tag, ""));
  const told = straighten(plain.replace(asked, ""));
  return told ? [toFirstPerson(told)] : [];
}

/** "Do you live in Berlin" as a statement. */
function straighten(question: string): string | undefined {
  if (/^(?:what|where|when|who|which|how|why|would|could|can|shall|should|may|will)\b/i.test(question))
    return undefined;
  const said = question
    .replace(/^do you (?:still )?/i, "you ")
    .replace(/^are you (?:still )?/i, "you are ")
    .replace(/^have you /i, "you have ")
    .replace(/^is your (.+?) (called|named|in|on|a|an) /i, "your $1 is $2 ");
  return /^your?\b/i.test(said) ? said : undefined;
}

function toFirstPerson(told: string): string {
  const [, are, rest = ""] = /^you\b( are\b)?(.*)$/is.exec(told) ?? [];
  return rest ? `${are ? "I am" : "I"}${turnAround(rest)}` : turnAround(told);
}
