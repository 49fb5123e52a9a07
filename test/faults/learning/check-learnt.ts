import { factText, type LearningPlan } from "./plan-learning.ts";
import type { LearnerRows, Told } from "./start-learner.ts";

/** Holds what is believed against what was told: the last word of each topic, once, and nothing else. */
export async function checkLearnt(
  rows: LearnerRows,
  { drafts }: LearningPlan,
  told: readonly Told[],
): Promise<string[]> {
  const beliefs = await rows.beliefs();
  const facts = told.flatMap(({ saying, message }) =>
    saying.fact ? [{ ...saying.fact, text: factText(saying.fact), messageId: message.id }] : [],
  );
  const last = new Map(facts.map((fact) => [fact.topic, fact.text]));
  const current = [...last.values(), ...drafts.map(factText)];
  const outdated = facts.map(({ text }) => text).filter((text) => !current.includes(text));
  const active = beliefs.filter(({ status }) => status === "active");
  const complaints = [
    ...differences(
      "believed",
      active.map(({ content }) => content),
      current,
    ),
    ...differences(
      "outdated",
      beliefs.filter(({ status }) => status === "outdated").map(({ content }) => content),
      [...new Set(outdated)],
    ),
    ...differences(
      "flagged",
      await rows.flagged(),
      told.filter(({ saying }) => saying.plants).map(({ message }) => message.id),
    ),
    ...differences("still to be learnt from", await rows.unlearned(), []),
    ...differences("still to be settled", await rows.unsettled(), []),
    ...differences("known by name", await rows.entities(), [...new Set(facts.map(({ value }) => value))]),
    ...beliefs.filter(({ hasVector }) => !hasVector).map(({ content }) => `nobody will embed: ${content}`),
  ];
  for (const { text, messageId } of facts) {
    const rests = beliefs.some(({ content, sources }) => content === text && sources.includes(messageId));
    if (!rests) complaints.push(`no memory rests on what was said: ${text}`);
  }
  return complaints;
}

function differences(what: string, there: readonly string[], wanted: readonly string[]): string[] {
  const sorted = there.toSorted();
  return [
    ...wanted.filter((each) => !there.includes(each)).map((each) => `not ${what}: ${each}`),
    ...there.filter((each) => !wanted.includes(each)).map((each) => `wrongly ${what}: ${each}`),
    ...sorted.filter((each, at) => each === sorted[at - 1]).map((each) => `twice ${what}: ${each}`),
  ];
}
