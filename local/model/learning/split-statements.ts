import { isQuestion } from "../chat/clauses.ts";
import { expandContractions } from "./expand-contractions.ts";

const code = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const quotedLine = /^\s*>.*$/gm;
const quote = /["“”«»]([^"“”«»]{2,})["“”«»]/g;
const sentenceEnd =
  /(?<=[.!?。！？]["”)]?)\s+(?=[^a-z]|(?:i|i'm|i've|my|we|our|yesterday|today|tomorrow|actually)\b)|\n+/u;
const unreal =
  /\b(?:if|whether|maybe|perhaps|imagine|suppose|pretend|hypothetically|let's say|what if|i wish|not sure|no idea|in my dream|i dreamt|i dreamed)\b/i;
const reported =
  /\b(?:says?|said|told (?:me|us|him|her)|tells me|wrote|writes|claims?|claimed|thinks|thought|asked|asks|believes|quotes?|quoted|text reads|once sang)\b/i;
const retold =
  /\b(?:as|like) i(?: have)? (?:already )?(?:said|told you|mentioned|wrote)(?: (?:before|earlier|already))?,?\s*/gi;
const opener =
  /^(?:(?:well|so|oh|ah|hm+|also|and|but|ok(?:ay)?|yes|yeah|yep|no|nope|hi|hello|hey|sorry|actually|correction|in fact|to be honest|honestly|by the way|btw|fyi|just so you know|for your information|as i said|like i said|as you know|as you already know|again|once again|news|update|good news|bad news|great news|guess what|thanks|thank you|unfortunately|luckily|sadly|finally|of course|exactly|right|correct|now|i mean|i should mention(?: that)?|did i mention that|(?:please )?(?:remember|note|keep in mind|don't forget|do not forget)(?: that|:)?|remember,|let it be known that|you should know(?: that)?|i wanted to tell you(?: that)?|i want you to (?:know|remember)(?: that)?|i am happy to say(?: that)?|i have to (?:say|admit)(?: that)?|i must (?:say|admit)(?: that)?|i can tell you(?: that)?)(?: (?:aimi|there|again))?[\s,:;!.…—–-]+)+/i;
const between =
  /\s*[;–—]\s+|,?\s+(?:and|but|so|because|while)\s+(?=(?:now )?(?:i|my|we|our|she|he)\b)|,\s+(?:and\s+|but\s+)?(?=(?:i|my|we|our)\b)|:\s+(?=(?:i|my|we)\b)/i;
const sameSubject =
  /,?\s+(?:and|but)\s+(?:also\s+|now\s+|i\s+)?(?=(?:live|lives|work|works|am|is|love|loves|like|likes|hate|hates|prefer|prefers|have|has|study|studies|play|plays|speak|speaks|moved|bought|started|want|wants|plan|plans)\s)/i;
const subject = /^((?:i|we|she|he|my \w+(?: [A-Z]\w+)?))\s/i;

/** What a message states, clause by clause; neither questions nor what is only imagined or said by others. */
export function splitStatements(text: string): string[] {
  const plain = text
    .replace(code, " ")
    .replace(quotedLine, " ")
    .replace(quote, (_, words: string) => (isLong(words) ? " … " : words));
  return plain
    .split(sentenceEnd)
    .map((sentence) => expandContractions(sentence.trim()).replace(retold, ""))
    .filter((sentence) => sentence !== "" && !unreal.test(sentence) && !reported.test(sentence))
    .filter((sentence) => !sentence.endsWith("?"))
    .flatMap(clausesOf)
    .filter((clause) => !isQuestion(clause));
}

/** A name may stand in quotes; a sentence in them is somebody's. */
function isLong(words: string): boolean {
  return words.trim().split(/\s+/).length > 3 || /\b(?:i|my|me)\b/i.test(words);
}

function clausesOf(sentence: string): string[] {
  return withoutOpener(sentence)
    .split(between)
    .flatMap((clause) => shareSubject(withoutOpener(clause)))
    .map((clause) => clause.trim().replace(/[\s.!,;:…]+$/, ""))
    .filter(Boolean);
}

function withoutOpener(text: string): string {
  return text.trim().replace(opener, "").trim();
}

/** "I live in Oslo and work as a nurse" says two things of me. */
function shareSubject(clause: string): string[] {
  const [first = "", ...more] = clause.split(sameSubject);
  const who = subject.exec(first)?.[1];
  if (!who) return [clause];
  return [first, ...more.map((part) => `${who} ${part}`)];
}
