import { clausesOf, isQuestion } from "./clauses.ts";
import { subjectsOf } from "./content-words.ts";
import { isNear, lettersOf } from "./nearness.ts";
import type { Prompt } from "./read-prompt.ts";
import { sayWhen } from "./say-when.ts";
import { turnAround } from "./turn-around.ts";
import { withoutOutdated } from "./without-outdated.ts";

/** One thing that was said, and when. */
export interface Finding {
  readonly clause: string;
  readonly when: string;
  readonly byUser: boolean;
  /** Of two that cannot both hold the one with more stands. */
  readonly standing: number;
}

/** A part of what is asked for that small is no answer. */
const smallestShare = 0.3;
/** What this model said of its own memory is no news. */
const recounted = /^(?:you (?:also )?told me|i (?:also )?told you|i (?:do not|cannot) know|tell me)\b/i;
/** Of whom or what, is the question: of somebody else they are no answer. */
const properties = subjectsOf("name birthday");

/** All that the prompt holds, the conversation's newest first, then the memories in their order. */
export function gatherFindings({ history, memories }: Prompt, now: number): Finding[] {
  const said = history.toReversed().map(({ role, text }, at) => ({
    text,
    when: "earlier",
    byUser: role === "user",
    standing: 3 - at / 1e6,
  }));
  const known = memories.map(({ text, date = "", byUser, isLearnt }) => {
    const standing = (isLearnt ? 1 : 0) + (Date.parse(date) || 0) / 1e14;
    return { text, when: sayWhen(date || undefined, now), byUser, standing };
  });
  return [...said, ...known].flatMap(({ text, when, byUser, standing }) =>
    clausesOf(text)
      .filter((clause) => !isQuestion(clause) && (byUser || !recounted.test(clause)))
      .map((clause) => ({ clause, when, byUser, standing })),
  );
}

/** What answers best, at most two things; what the user said goes before what was said to them. */
export function findAnswers(question: string, findings: readonly Finding[]): Finding[] {
  const { told = [], heard = [] } = Object.groupBy(findings, ({ byUser }) => (byUser ? "told" : "heard"));
  const answers = best(question, withoutOutdated(told));
  return answers.length > 0 ? answers : best(question, heard);
}

function best(question: string, findings: readonly Finding[]): Finding[] {
  const asked = subjectsOf(question);
  const rated = findings.map((finding) => ({ finding, ...compare(asked, finding.clause) }));
  if (rated.every(({ shared }) => shared === 0)) {
    const letters = lettersOf(question);
    return findings.filter(({ clause }) => isNear(letters, clause)).slice(0, 1);
  }
  const top = Math.max(...rated.map(({ share }) => share));
  if (top < smallestShare) return [];
  const equals = rated.flatMap(({ finding, share }) => (share === top ? [finding] : []));
  return [
    ...new Map(equals.map((finding) => [turnAround(finding.clause).toLowerCase(), finding])).values(),
  ].slice(0, 2);
}

function compare(asked: ReadonlySet<string>, clause: string): { shared: number; share: number } {
  const shared = asked.intersection(subjectsOf(clause));
  const isAnswer = asked.size === 1 || [...shared].some((subject) => !properties.has(subject));
  return { shared: shared.size, share: isAnswer && asked.size > 0 ? shared.size / asked.size : 0 };
}
