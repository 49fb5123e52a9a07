import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { giveUpLearning } from "#shared/domain/learning/give-up-learning.ts";
import { learnFromStretch } from "#shared/domain/learning/learn-from-stretch.ts";
import { settleDrafts } from "#shared/domain/learning/settle-drafts.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { LearningJob } from "#shared/ports/learning.ts";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createDice } from "../chat/dice.ts";
import { createFate } from "../chat/fate.ts";
import { hauntPorts } from "../chat/haunt-ports.ts";
import { createScript } from "../chat/script.ts";
import { checkLearnt } from "./check-learnt.ts";
import { moodyScribe } from "./moody-scribe.ts";
import { planLearning } from "./plan-learning.ts";
import { startLearner } from "./start-learner.ts";

export interface LearningOutcome {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly script: readonly string[];
  readonly deliveries: number;
  readonly crashes: number;
  readonly failedJobs: number;
}

const mostDeliveries = 5;
const mostRounds = 60;
const remainingMs = 120_000;

/** One run: what two conversations told is learnt while all that can go wrong does; then an operator has it done. */
export async function runLearningFaults(databaseUrl: string, seed: number): Promise<LearningOutcome> {
  const dice = createDice(seed);
  const script = createScript();
  const plan = planLearning(dice);
  const person = buildPerson();
  const { tenantId } = person;
  const embedder = fakeEmbedder({ dimensions: 64 });
  const rows = startLearner(databaseUrl, person, embedder.model);
  const { told, draftIds } = await rows.tell(plan);
  const ports = {
    ...{ learning: rows.learning, embedder, jobs: fakeJobQueue(), log: fakeLog() },
    ...{ clock: systemClock, ids: uuidv7Ids(systemClock), tally: createTally(systemClock) },
  };
  const complaints: string[] = [];
  const counts = new Map<string, number>();
  let deliveries = 0;
  let crashes = 0;
  let intensity = plan.intensity;

  async function invoke(job: LearningJob): Promise<void> {
    deliveries += 1;
    const count = (counts.get(job.id) ?? 0) + 1;
    counts.set(job.id, count);
    const name = `${job.kind} ${indexOf(job)}(${count})`;
    const fate = createFate({ dice, script, name, intensity });
    fate.death.catch(() => {
      crashes += 1;
    });
    const chatModel = moodyScribe({ dice, script, intensity, name });
    const haunted = hauntPorts({ ...ports, chatModel }, fate);
    const work = async () => {
      if (count % (mostDeliveries + 1) === 0) return await giveUpLearning(haunted, job);
      if (job.kind === "learn") return await learnFromStretch(haunted, job, { remainingMs });
      return await settleDrafts(haunted, job, { remainingMs });
    };
    try {
      script.note(`${name}: ${JSON.stringify(await Promise.race([work(), fate.death]))}`);
    } catch (error) {
      script.note(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const order = [...new Set(told.map(({ message }) => message.conversationId)), ...draftIds];
  const indexOf = ({ id }: LearningJob) => order.indexOf(id);

  /** Delivers all that waits, some of it twice and all of it at once, until nothing waits. */
  async function workOff(phase: string): Promise<void> {
    for (let round = 1; ; round += 1) {
      const jobs = (await rows.waiting()).map((entry) => toJob(entry, round));
      if (jobs.length === 0) return;
      if (round > mostRounds) return void complaints.push(`${phase}: it is not quiet`);
      const twice = jobs.filter(({ id }) => dice.roll(`twice/${phase}/${order.indexOf(id)}/${round}`) < 0.5);
      await Promise.all([...jobs, ...twice].map(invoke));
    }
  }

  await workOff("faults");
  const { items: failed } = await rows.failedJobs.list({
    ...{ tenantId, status: "failed", limit: 100, after: null },
  });
  const named = failed.flatMap(({ conversationId, draftIds: drafts = [] }) => [conversationId, ...drafts]);
  const lost = [
    ...told.filter(({ message }) => !named.includes(message.conversationId)).map(({ message }) => message.id),
    ...draftIds.filter((id) => !named.includes(id)),
  ];
  const waiting = [...(await rows.unlearned()), ...(await rows.unsettled())];
  for (const id of waiting.filter((each) => lost.includes(each)))
    complaints.push(`${id} waits, and neither a job nor a failed one knows of it`);

  script.note(`the model is well; ${failed.length} jobs are tried again`);
  intensity = 0;
  counts.clear();
  for (const { id } of failed)
    await rows.failedJobs.retry({ tenantId, id, now: Date.now(), callerId: "operator" });
  await workOff("redrive");
  // Whatever comes late, or again, changes nothing.
  const before = JSON.stringify(await rows.beliefs());
  await Promise.all(order.map((id) => invoke(again(id, told, tenantId))));
  if (JSON.stringify(await rows.beliefs()) !== before)
    complaints.push("a job that came again changed something");
  complaints.push(...(await checkLearnt(rows, plan, told)));
  return { seed, complaints, script: script.lines(), deliveries, crashes, failedJobs: failed.length };
}

function toJob(
  { id, tenantId, requestId, kind, conversationId, draftIds }: OutboxEntry,
  attempts: number,
): LearningJob {
  const common = { id, tenantId, requestId, attempts };
  if (kind === "learn") return { ...common, kind, conversationId: conversationId! };
  return { ...common, kind: "settle_facts", draftIds: draftIds! };
}

function again(
  id: string,
  told: Awaited<ReturnType<ReturnType<typeof startLearner>["tell"]>>["told"],
  tenantId: string,
): LearningJob {
  const common = { id, tenantId, requestId: "request", attempts: 1 };
  const isTalk = told.some(({ message }) => message.conversationId === id);
  return isTalk
    ? { ...common, kind: "learn", conversationId: id }
    : { ...common, kind: "settle_facts", draftIds: [id] };
}
