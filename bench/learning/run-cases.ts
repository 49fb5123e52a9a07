import { learningCases } from "./cases/index.ts";
import type { Verdict } from "./judge-case.ts";
import type { LearningCase } from "./learning-case.ts";
import { type CaseStage, runCase } from "./run-case.ts";
import { untilLearnt } from "./until-learnt.ts";

export interface JudgedCase {
  readonly theme: string;
  readonly name: string;
  readonly verdict: Verdict;
}

export interface LearningReport {
  readonly cases: readonly JudgedCase[];
  readonly messages: number;
}

export interface LearningStage {
  readonly url: string;
  readonly databaseUrl: string;
  readonly tenant: string;
  readonly longestMs: number;
  readonly atOnce: number;
  onCase?(judged: JudgedCase): void;
}

/** All the stories, each of a person of its own of one tenant, which is learnt from by whatever door it is told. */
export async function runCases(stage: LearningStage): Promise<LearningReport> {
  const { url, tenant, databaseUrl, longestMs } = stage;
  await admin(url, "POST", "/v1/admin/tenants", { id: tenant, name: "Learning" });
  await admin(url, "PATCH", `/v1/admin/tenants/${tenant}`, { extraction: true });
  const caseStage: CaseStage = { url, tenant, untilLearnt: untilLearnt(databaseUrl, tenant, longestMs) };
  const stories = Object.entries(learningCases).flatMap(([theme, list]) =>
    list.map((story) => ({ theme, story })),
  );
  const left = stories.entries();
  const cases: JudgedCase[] = [];
  let messages = 0;
  const work = async () => {
    for (const [number, { theme, story }] of left) {
      const run = await runCase(caseStage, story, number).catch((error: unknown) => fail(story, error));
      messages += run.messages;
      const judged = { theme, name: story.name, verdict: run.verdict };
      cases.push(judged);
      stage.onCase?.(judged);
    }
  };
  await Promise.all(Array.from({ length: stage.atOnce }, work));
  return { cases, messages };
}

async function admin(url: string, method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    ...{ method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  });
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${await response.text()}`);
}

function fail({ name }: LearningCase, error: unknown) {
  const verdict: Verdict = {
    ...{ duplicates: [], stale: [], wrongDates: [], forbidden: [] },
    lost: [`${name} broke off: ${error instanceof Error ? error.message : String(error)}`],
  };
  return { verdict, messages: 0 };
}
