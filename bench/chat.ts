import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import type { ModelAnswer } from "#local/model/start-model.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { describeHops } from "./chat/describe-hops.ts";
import { type Dawdled, ownTimes } from "./chat/own-time.ts";
import { type Talked, talkAtOnce } from "./chat/talk-at-once.ts";
import { watchHops } from "./chat/watch-hops.ts";
import { startBenchCloud } from "./start-bench-cloud.ts";

/** Many clients at once on the whole local cloud: no turn lost or doubled, our own time, memory, and where time goes. */
const { values: options } = parseArgs({
  options: {
    clients: { type: "string", default: "500" },
    turns: { type: "string", default: "5" },
    alone: { type: "string", default: "40" },
    warm: { type: "string", default: "8" },
    pace: { type: "string", default: "20" },
  },
});
const clients = Number(options.clients);
const turns = Number(options.turns);
const wantedMs = 25;

const hops = watchHops();
let dawdled: Dawdled[] = [];
const cloud = await startBenchCloud("chat", { onDawdle: (frame, ms) => dawdled.push({ frame, ms }) });
cloud.model.pace(Number(options.pace));
let answers: ModelAnswer[] = [];
cloud.model.onAnswer((answer) => answers.push(answer));
let held = true;

function rss(): string {
  return `${Math.round(process.memoryUsage().rss / 1_048_576)} MB`;
}

async function checkRows(tenantId: string, expected: number): Promise<string[]> {
  const database = createDatabase({ url: cloud.environment.DATABASE_URL! });
  const [row] = await database.query<Record<"turns" | "done" | "asked" | "replies", number>>(
    { scope: "tenant", tenantId },
    {
      text: `select (select count(*)::int from turns where tenant_id = $1) as turns,
        (select count(*)::int from turns where tenant_id = $1 and status = 'done') as done,
        (select count(*)::int from messages where tenant_id = $1 and role = 'user') as asked,
        (select count(*)::int from messages where tenant_id = $1 and role = 'assistant') as replies`,
      values: [tenantId],
    },
  );
  return Object.entries(row!).flatMap(([what, count]) =>
    count === expected ? [] : [`${count} ${what} are stored, not ${expected}`],
  );
}

async function tell(title: string, tenantId: string, talked: Talked, startedAt: number): Promise<void> {
  const seconds = (performance.now() - startedAt) / 1_000;
  const own = ownTimes(talked.turns, answers, dawdled);
  const complaints = [...talked.complaints, ...(await checkRows(tenantId, talked.turns.length))];
  const rate = (talked.turns.length / seconds).toFixed(1);
  console.log(`\n${title}: ${talked.turns.length} turns in ${seconds.toFixed(1)} s, ${rate} a second`);
  console.log(`  our own time p50 ${own.p50.toFixed(1)} ms, p95 ${own.p95.toFixed(1)} ms`);
  console.log(
    `  ${own.network.toFixed(1)} ms more (p50) the gateway lets a frame dawdle: with that p50 ${own.withNetwork.toFixed(1)} ms`,
  );
  console.log(`  model to its first word ${own.model.toFixed(1)} ms, embedder ${own.embedder.toFixed(1)} ms`);
  if (talked.refusals > 0)
    console.log(`  ${talked.refusals} messages were refused for a moment and sent again`);
  for (const complaint of complaints.slice(0, 10)) console.log(`  NOT HELD: ${complaint}`);
  if (complaints.length === 0) console.log("  no turn was lost or doubled");
  else held = false;
}

async function alone(): Promise<void> {
  const count = Number(options.alone);
  const warm = { cloud, clients: 1, turns: Number(options.warm) };
  await talkAtOnce({ ...warm, tenantId: `warm-${randomUUID()}` });
  answers = [];
  dawdled = [];
  hops.take();
  const tenantId = `alone-${randomUUID()}`;
  const startedAt = performance.now();
  const talked = await talkAtOnce({ cloud, tenantId, clients: 1, turns: count });
  await tell("one client alone", tenantId, talked, startedAt);
  const { p50 } = ownTimes(talked.turns, answers, dawdled);
  console.log(`  wanted: p50 of ${wantedMs} ms at most${p50 <= wantedMs ? "" : ": NOT HELD"}`);
  for (const line of describeHops(talked.turns, hops.take())) console.log(`  ${line}`);
}

async function together(): Promise<void> {
  answers = [];
  dawdled = [];
  const tenantId = `many-${randomUUID()}`;
  const startedAt = performance.now();
  let done = 0;
  console.log(`\nmemory at the start ${rss()}`);
  const onTurn = () => {
    done += 1;
    if (done % clients === 0) console.log(`memory after ${done} turns ${rss()}`);
  };
  const talked = await talkAtOnce({ cloud, tenantId, clients, turns, onTurn });
  await tell(`${clients} clients at once`, tenantId, talked, startedAt);
  console.log(`memory at the end ${rss()}`);
}

try {
  await alone();
  if (clients > 0) await together();
} finally {
  await cloud.close();
}
process.exit(held ? 0 : 1);
