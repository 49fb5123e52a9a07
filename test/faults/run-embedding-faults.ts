import { setTimeout as sleep } from "node:timers/promises";
import type { LocalCloud } from "#local/cloud.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { rowsOf } from "../flows/rows.ts";
import { type Draft, faultClient, type SaidMessage } from "./fault-client.ts";
import { lookAtOutcome, type Outcome } from "./look-at-outcome.ts";
import { type FaultyModel, poison } from "./start-faulty-model.ts";
import { untilQuiet } from "./until-quiet.ts";

export interface FaultRun {
  readonly cloud: LocalCloud;
  readonly model: FaultyModel;
  readonly random: () => number;
  readonly messages: number;
  say?(line: string): void;
}

export interface FaultReport {
  readonly crashes: number;
  readonly duplicates: number;
  readonly afterFaults: Outcome;
  readonly afterRedrive: Outcome;
}

/** Ingests while everything fails, lets some of it die, looks; then heals the model, redrives, and looks again. */
export async function runEmbeddingFaults(run: FaultRun): Promise<FaultReport> {
  const { cloud, model, say = () => undefined } = run;
  const client = faultClient(cloud.url);
  const rows = rowsOf(cloud.environment);
  const trouble = startTrouble(run);

  const drafts = makeDrafts(run);
  const messages: SaidMessage[] = [];
  while (messages.length < drafts.length) {
    const size = 1 + Math.floor(run.random() * 40);
    const [first] = drafts.slice(messages.length);
    const batch = drafts.slice(messages.length, messages.length + size);
    const ofOneTenant = batch.findIndex(({ tenant_id }) => tenant_id !== first!.tenant_id);
    messages.push(...(await client.say(ofOneTenant < 0 ? batch : batch.slice(0, ofOneTenant))));
  }
  say(`${messages.length} messages said, while the model fails and workers die`);

  model.mood = "down";
  const tenants = new Set(messages.map(({ tenantId }) => tenantId));
  await until(async () => {
    const jobs = await Promise.all([...tenants].map((tenantId) => client.failed(tenantId)));
    return (
      jobs.some((named) => [...named.values()].includes("given_up")) || (await rows.outbox()).length === 0
    );
  });
  model.mood = "faulty";
  say("the model was away until jobs were given up; now it is merely faulty");
  const { crashes, duplicates } = await trouble.stop();
  await untilQuiet(cloud, rows);
  const afterFaults = await lookAtOutcome(client, rows, messages);

  model.mood = "healthy";
  for (let more = true; more; ) {
    const redriven = await client.redrive();
    more = redriven.more || redriven.moved > 0;
    say(`the model is well; redriven: ${redriven.moved} records, ${redriven.retried} jobs`);
  }
  await untilQuiet(cloud, rows);
  return { crashes, duplicates, afterFaults, afterRedrive: await lookAtOutcome(client, rows, messages) };
}

/** Two tenants with a few users; some texts are said twice, and some the model will never have. */
function makeDrafts({ random, messages }: FaultRun): Draft[] {
  const tenants = [uniqueTenant(), uniqueTenant()];
  return Array.from({ length: messages }, (_, at) => {
    const bad = random() < 0.04 ? ` ${poison}` : "";
    const text = Math.floor(random() * messages);
    return {
      tenant_id: tenants[Math.floor((at * tenants.length) / messages)]!,
      user_id: `user-${Math.floor(random() * 3)}`,
      conversation_id: "faults",
      role: "user",
      content: `text number ${text}${bad}`,
    };
  });
}

/** Kills workers in mid-flight and delivers jobs again, at moments that nobody chose, until it is stopped. */
function startTrouble({ cloud, random }: FaultRun) {
  const rows = rowsOf(cloud.environment);
  let stopped = false;
  let crashes = 0;
  let duplicates = 0;
  const stir = async () => {
    for (let round = 1; !stopped; round++) {
      await sleep(50 + random() * 300);
      if (round % 7 === 0) crashes += cloud.lambda.crash("memory-jobs");
      if (round % 19 === 0) crashes += cloud.lambda.crash("dead-letters");
      if (round % 25 !== 0) continue;
      await rows.backdateOutbox();
      const { sent } = (await cloud.lambda.invoke("outbox-sweep", {})) as { sent: number };
      duplicates += sent;
    }
  };
  const stirring = stir();
  return {
    async stop() {
      stopped = true;
      await stirring;
      return { crashes, duplicates };
    },
  };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(200);
}
