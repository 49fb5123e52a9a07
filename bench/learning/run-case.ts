import { judgeCase, type Verdict } from "./judge-case.ts";
import type { LearningCase } from "./learning-case.ts";
import { learningClient } from "./learning-client.ts";
import { planSitting } from "./plan-sitting.ts";

export interface CaseRun {
  readonly verdict: Verdict;
  /** How much was stored to be learnt from. */
  readonly messages: number;
}

export interface CaseStage {
  readonly url: string;
  readonly tenant: string;
  /** Until all that was said in a conversation is learnt from; false if it takes too long. */
  untilLearnt(conversation: string): Promise<boolean>;
}

/** Tells a person's story sitting by sitting, waits until each is learnt from, and looks at what is known. */
export async function runCase(stage: CaseStage, story: LearningCase, number: number): Promise<CaseRun> {
  const client = learningClient(stage.url, stage.tenant, `person-${number}`);
  await client.setZone(story.zone ?? "UTC");
  for (const type of story.consents ?? []) await client.consent(type);
  const late: string[] = [];
  let messages = 0;
  for (const [at, sitting] of story.sittings.entries()) {
    const conversation = `story-${number}-${at}`;
    if (story.via === "chat") {
      for (const said of sitting.said)
        await client.chat(conversation, typeof said === "string" ? said : said.text);
      await client.endSession(conversation);
      messages += 2 * sitting.said.length;
    } else {
      const told = planSitting(sitting, at);
      await client.tell(conversation, told);
      messages += told.length;
    }
    if (!(await stage.untilLearnt(conversation))) late.push(`sitting ${at + 1} was not learnt from in time`);
  }
  const [memories, stateLines] = await Promise.all([client.memories(), client.stateLines()]);
  const verdict = judgeCase(story, { memories, stateLines });
  return { verdict: { ...verdict, lost: [...verdict.lost, ...late] }, messages };
}
