import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import "./load-texts.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { sqsJobQueue } from "#shared/adapters/queues/sqs-job-queue.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { createReminder } from "#shared/domain/coach/create-reminder.ts";
import { quantile } from "./chat/own-time.ts";
import { type Heard, hearReminders } from "./reminders/hear-reminders.ts";

// The texts that their modules import are loaded by what stands above.
const { startBenchCloud } = await import("./start-bench-cloud.ts");
const { postgresReminders } = await import("#shared/adapters/postgres/reminders/postgres-reminders.ts");

/** Many reminders due close together on the whole local cloud: each told once, how late, and at what cost. */
const { values: options } = parseArgs({
  options: {
    reminders: { type: "string", default: "10000" },
    /** Over how many seconds they are due. */
    over: { type: "string", default: "60" },
    persons: { type: "string", default: "100" },
    /** Seconds until the first is due; each must be made before it is due. */
    lead: { type: "string", default: "180" },
    wanted: { type: "string", default: "5" },
  },
});
const count = Number(options.reminders);
const overMs = Number(options.over) * 1_000;
const persons = Array.from({ length: Number(options.persons) }, (_, at) => `person-${at}`);
const patienceMs = 600_000;
const makersAtOnce = 8;
const warmLetters = 300;

const cloud = await startBenchCloud("reminders", {
  onLog: (name, line) => console.log(`  ${name}: ${line.slice(0, 600)}`),
});
const tenantId = `bench-${randomUUID()}`;
const database = createDatabase({ url: cloud.environment.DATABASE_URL! });

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const sqs = new SQSClient({ endpoint: cloud.aws.url, region: "us-east-1", credentials });
const QueueUrl = cloud.environment.AIMI_REMINDERS_QUEUE_URL!;
const jobs = sqsJobQueue(sqs, { reminders: QueueUrl });

/** A stage in use has its environments: letters about nothing begin them. */
async function warmUp(): Promise<void> {
  const job = {
    kind: "remind",
    tenantId,
    queue: "reminders",
    messageIds: [],
    at: 0,
    requestId: "bench",
  } as const;
  const ids = Array.from({ length: warmLetters }, () => randomUUID());
  await jobs.send(ids.map((id) => ({ ...job, id, reminderId: id })));
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  for (;;) {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
    const { Attributes = {} } = await sqs.send(asked);
    if (Object.values(Attributes).every((number) => Number(number) === 0)) return;
    await sleep(250);
  }
}

async function makeReminders(firstDueAt: number): Promise<void> {
  const quiet = () => {};
  const ports = {
    reminders: postgresReminders(database),
    jobs,
    announcements: { reminderClosed: async () => 0 },
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log: { debug: quiet, info: quiet, warn: console.warn, error: console.error },
  };
  let next = 0;
  const maker = async () => {
    for (let at = next++; at < count; at = next++) {
      const userId = persons[at % persons.length]!;
      const ownerId = deriveOwnerId(tenantId, userId);
      const person = { tenantId, userId, ownerId, callerId: "bench", mayProvision: true };
      const dueAt = firstDueAt + Math.floor((at / count) * (overMs / 1_000)) * 1_000;
      const draft = { kind: "reminder" as const, text: `stretch, ${at}`, dueAt, timeZone: "Europe/Berlin" };
      await createReminder(ports, { person, draft, idempotency: null, requestId: "bench" });
      if (at % 1_000 === 999) console.log(`  ${at + 1} made`);
    }
  };
  await Promise.all(Array.from({ length: makersAtOnce }, maker));
}

async function untilTold(heard: ReadonlyMap<string, Heard>, lastDueAt: number): Promise<void> {
  let told = Date.now();
  while (heard.size < count && Date.now() < lastDueAt + patienceMs) {
    await sleep(250);
    if (Date.now() - told < 10_000) continue;
    told = Date.now();
    const ahead = Math.round((lastDueAt - Date.now()) / 1_000);
    console.log(
      `  ${heard.size} of ${count} heard, the last is due ${ahead > 0 ? `in ${ahead} s` : `since ${-ahead} s`}`,
    );
  }
  // What comes twice would come now.
  await sleep(5_000);
}

/** What the record says. */
async function readRecord(): Promise<string[]> {
  const [row] = await database.query<Record<"due" | "waiting" | "unsettled" | "left", number>>(
    { scope: "tenant", tenantId },
    {
      text: `select (select count(*)::int from occurrences where state = 'due' and told = 1) as due,
        (select count(*)::int from occurrences where state = 'waiting') as waiting,
        (select count(*)::int from occurrences where settled_at is null) as unsettled,
        (select count(*)::int from outbox where queue = 'reminders') as left`,
    },
  );
  const wanted = { due: count, waiting: 0, unsettled: 0, left: 0 };
  return Object.entries(wanted).flatMap(([what, number]) =>
    row![what as keyof typeof wanted] === number
      ? []
      : [`${row![what as keyof typeof wanted]} are ${what}, not ${number}`],
  );
}

let held = true;
try {
  await warmUp();
  const firstDueAt = Math.ceil(Date.now() / 1_000) * 1_000 + Number(options.lead) * 1_000;
  const listening = await hearReminders(cloud.wsUrl, tenantId, persons);
  const startedAt = Date.now();
  const before = { postgres: cloud.postgres.requestCount(), queue: cloud.aws.requestCount() };
  await makeReminders(firstDueAt);
  console.log(`${count} reminders made in ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  await untilTold(listening.heard, firstDueAt + overMs);
  listening.close();

  const heard = [...listening.heard.values()];
  const late = heard.map(({ lateMs }) => lateMs / 1_000).sort((one, other) => one - other);
  const [p50, p99] = [quantile(late, 0.5), quantile(late, 0.99)];
  const again = heard.filter(({ frames }) => frames > 1).length;
  // Making one is a round trip to Postgres and a call to its queue.
  const each = (calls: number) => ((calls - count) / count).toFixed(2);
  console.log(`\n${heard.length} of ${count} told, due over ${options.over} s, ${persons.length} persons`);
  console.log(
    `  late p50 ${p50.toFixed(2)} s, p99 ${p99.toFixed(2)} s, most ${late.at(-1)?.toFixed(2)} s, earliest ${late[0]?.toFixed(2)} s`,
  );
  console.log(
    `  a reminder: ${each(cloud.postgres.requestCount() - before.postgres)} round trips to Postgres, ${each(cloud.aws.requestCount() - before.queue)} calls to queues and tables`,
  );
  const doubled = heard.length - new Set(heard.map(({ reminderId }) => reminderId)).size;
  const complaints = [
    ...(heard.length === count ? [] : [`${count - heard.length} were never told`]),
    ...(again === 0 ? [] : [`${again} were told twice under one delivery`]),
    ...(doubled === 0 ? [] : [`${doubled} were told under two deliveries`]),
    ...((late[0] ?? 0) < 0 ? ["some were told early"] : []),
    ...(overMs < 600_000 || p99 <= Number(options.wanted) ? [] : [`p99 is over ${options.wanted} s`]),
    ...(await readRecord()),
  ];
  for (const complaint of complaints) console.log(`  NOT HELD: ${complaint}`);
  if (complaints.length === 0) console.log("  each was told once, and the record says so");
  held = complaints.length === 0;
} finally {
  await cloud.close();
}
process.exit(held ? 0 : 1);
