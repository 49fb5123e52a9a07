import { parseArgs } from "node:util";
import "./load-texts.ts";
import type { LearningOutcome } from "#test/faults/learning/run-learning-faults.ts";

/** Whether the same is known in the end, once and with nothing lost, whatever fails, dies or comes twice. */
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "4" },
    script: { type: "boolean", default: false },
  },
});

// The texts that its modules import are loaded by what stands above.
const { runManyLearning } = await import("#test/faults/learning/run-many-learning.ts");

const first = Number(options.seed);
const count = Number(options.runs);
const startedAt = performance.now();
const sum = { deliveries: 0, crashes: 0, failedJobs: 0 };
const failed: LearningOutcome[] = [];
let done = 0;

function tell(outcome: LearningOutcome): void {
  done += 1;
  sum.deliveries += outcome.deliveries;
  sum.crashes += outcome.crashes;
  sum.failedJobs += outcome.failedJobs;
  if (outcome.complaints.length > 0) {
    failed.push(outcome);
    console.log(`\nseed ${outcome.seed} fails (--seed ${outcome.seed} --runs 1):`);
    for (const complaint of outcome.complaints) console.log(`  ${complaint}`);
  }
  if (options.script || (outcome.complaints.length > 0 && failed.length <= 3)) {
    for (const line of outcome.script) console.log(`    ${line}`);
  }
  if (done % 25 === 0) console.log(`${done} of ${count} runs, ${failed.length} failed`);
}

const seeds = Array.from({ length: count }, (_, at) => first + at);
await runManyLearning({ seeds, lanes: Math.min(Number(options.lanes), count), onRun: tell });
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`\n${count} runs in ${seconds.toFixed(0)} s`, sum);
console.log(failed.length === 0 ? "held" : `NOT HELD: seeds ${failed.map(({ seed }) => seed).join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
