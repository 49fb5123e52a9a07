import { parseArgs } from "node:util";
import "./load-texts.ts";
import type { RunOutcome } from "#test/faults/chat/run-chat-faults.ts";

/** Whether each message has exactly one answer or one final error, whatever fails, dies, repeats or is lost. */
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "8" },
    script: { type: "boolean", default: false },
  },
});

// The texts that its modules import are loaded by what stands above.
const { runMany } = await import("#test/faults/chat/run-many.ts");

const first = Number(options.seed);
const count = Number(options.runs);
const startedAt = performance.now();
const failed: RunOutcome[] = [];
let done = 0;
let turns = 0;
let crashes = 0;

function tell(outcome: RunOutcome): void {
  done += 1;
  turns += outcome.turns;
  crashes += outcome.crashes;
  if (outcome.complaints.length > 0) {
    failed.push(outcome);
    console.log(`\nseed ${outcome.seed} fails (--seed ${outcome.seed} --runs 1):`);
    for (const complaint of outcome.complaints) console.log(`  ${complaint}`);
  }
  if (options.script || (outcome.complaints.length > 0 && failed.length <= 3)) {
    for (const line of outcome.script) console.log(`    ${line}`);
  }
  if (done % 25 === 0) {
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(`${done} of ${count} runs in ${seconds.toFixed(0)} s, ${failed.length} failed`);
  }
}

const seeds = Array.from({ length: count }, (_, at) => first + at);
await runMany({ seeds, lanes: Math.min(Number(options.lanes), count), onRun: tell });
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`\n${count} runs, ${turns} turns, ${crashes} crashes, ${seconds.toFixed(0)} s`);
console.log(failed.length === 0 ? "held" : `NOT HELD: seeds ${failed.map(({ seed }) => seed).join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
