import { parseArgs } from "node:util";
import "./load-texts.ts";
import type { ReminderOutcome } from "#test/faults/reminders/run-reminder-faults.ts";
import { quantile } from "./chat/own-time.ts";

/** Whether each time that stands is told once, and nothing else, whatever fails, dies, refuses or comes twice. */
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "2" },
    script: { type: "boolean", default: false },
  },
});

// The texts that its modules import are loaded by what stands above.
const { runManyReminders } = await import("#test/faults/reminders/run-many-reminders.ts");

const first = Number(options.seed);
const count = Number(options.runs);
const startedAt = performance.now();
const sum = { deliveries: 0, repeats: 0, acts: 0, deaths: 0, letters: 0, repairs: 0 };
const late: number[] = [];
const failed: ReminderOutcome[] = [];
const latest: string[] = [];
const worthTellingMs = 600_000;
let done = 0;

function tell(outcome: ReminderOutcome): void {
  done += 1;
  for (const what of Object.keys(sum) as (keyof typeof sum)[]) sum[what] += outcome[what];
  late.push(...outcome.latenessMs);
  const { lateMs, what } = outcome.latest;
  if (lateMs > worthTellingMs)
    latest.push(`seed ${outcome.seed}: ${what} was ${Math.round(lateMs / 60_000)} min late`);
  if (outcome.complaints.length > 0) {
    failed.push(outcome);
    console.log(
      `\nseed ${outcome.seed} fails (npm run bench:faults:reminders -- --seed ${outcome.seed} --runs 1 --script):`,
    );
    for (const complaint of outcome.complaints) console.log(`  ${complaint}`);
  }
  if (options.script) for (const line of outcome.script) console.log(`    ${line}`);
  if (done % 25 === 0) console.log(`${done} of ${count} runs, ${failed.length} failed`);
}

const seeds = Array.from({ length: count }, (_, at) => first + at);
await runManyReminders({ seeds, lanes: Math.min(Number(options.lanes), count), onRun: tell });
const seconds = (performance.now() - startedAt) / 1_000;
const at = (share: number) => `${(quantile(late, share) / 1_000).toFixed(1)} s`;
console.log(`\n${count} runs in ${seconds.toFixed(0)} s`, sum);
console.log(`late p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}`);
for (const line of latest) console.log(`  ${line}`);
console.log(failed.length === 0 ? "held" : `NOT HELD: seeds ${failed.map(({ seed }) => seed).join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
