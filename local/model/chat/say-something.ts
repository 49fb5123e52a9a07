import { clausesOf, greets, isQuestion, isTold } from "./clauses.ts";
import { contentWords } from "./content-words.ts";
import { asksWhatItIs, describeItself } from "./describe-itself.ts";
import { type Finding, findAnswers, gatherFindings } from "./find-answer.ts";
import { knowName } from "./know-name.ts";
import type { Prompt } from "./read-prompt.ts";
import { recountAll } from "./recount.ts";
import { tellStory, wantsStory } from "./tell-story.ts";
import { turnAround } from "./turn-around.ts";

/** A reply to the user's message, from what the prompt holds. */
export function saySomething(prompt: Prompt, now: number): string {
  const { message } = prompt;
  const name = knowName(prompt);
  const findings = gatherFindings(prompt, now);
  const clauses = clausesOf(message);
  const question = clauses.findLast(isQuestion);
  const told = clauses.filter(isTold);

  if (asksWhatItIs(message)) return describeItself();
  if (wantsStory(message)) return tellStory(message, { name: name ?? "Mira", topic: likedThing(findings) });
  const hello = greets(message) || clauses.length === 0 ? [`Hello${name ? ` ${name}` : ""}!`] : [];
  if (clauses.length === 0) return [...hello, "What is on your mind?"].join(" ");
  const noted = told.length > 0 ? [`Noted: ${told.map(turnAround).join(", and ")}.`] : [];
  if (question) return [...hello, ...noted, answer(question, [...findings, ...asFindings(told)])].join(" ");
  if (/^(?:thanks|thank you|bye|goodbye|good night|ok|okay)\b/i.test(message))
    return `You are welcome${name ? `, ${name}` : ""}.`;

  const related = findAnswers(message, findings).filter(({ clause }) => !told.includes(clause));
  const recalled = related.length > 0 ? [recountAll(related.slice(0, 1))] : [];
  if (noted.length + recalled.length > 0) return [...hello, ...noted, ...recalled].join(" ");
  const word = contentWords(message).toSorted((a, b) => b.length - a.length)[0];
  return [...hello, `I am listening. Tell me more${word ? ` about ${word}` : ""}.`].join(" ");
}

function asFindings(told: readonly string[]): Finding[] {
  return told.map((clause) => ({ clause, when: "just now", byUser: true, standing: Infinity }));
}

function answer(question: string, findings: readonly Finding[]): string {
  const own = findings.filter(({ byUser }) => byUser);
  if (/\b(?:know|remember|tell me|said|told you|say) (?:\w+ )?about me\b|\bremember me\b/i.test(question)) {
    return own.length > 0 ? recountAll(own.slice(0, 3)) : "I know nothing about you yet.";
  }
  if (/^how are you\b/i.test(question)) return "I am well, thank you. How are you?";
  const asksBack =
    contentWords(question).length === 0 && /\bi\b.*\b(?:say|said|tell|told|mention)/i.test(question);
  if (asksBack && own.length > 0) return recountAll(own.slice(0, 1));
  const found = findAnswers(question, findings);
  if (found.length > 0) return recountAll(found);
  return /\b(?:i|me|my|mine|we|our)\b/i.test(question)
    ? "I do not know: you have not told me yet. Tell me, and I will remember."
    : "I cannot know that: I am Aimi's offline stand-in and go by what you have told me.";
}

function likedThing(findings: readonly Finding[]): string {
  for (const { clause } of findings) {
    const thing = clause.match(/\b(?:love|like|enjoy)s? (?:to )?([\p{L} '-]{2,40})$/iu)?.[1];
    if (thing) return turnAround(thing);
  }
  return "a lighthouse far out at sea";
}
