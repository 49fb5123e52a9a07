import "./load-texts.ts";
import { quantile } from "./chat/own-time.ts";
import { readFaultOptions } from "./faults/read-fault-options.ts";
import { reportRuns } from "./faults/report-runs.ts";

/** Whether each time that stands is told once, and nothing else, whatever fails, dies, refuses or comes twice. */
const { seeds, lanes, ...asked } = readFaultOptions({ runs: 200, lanes: 2 });

// The texts that its modules import are loaded by what stands above.
const { runManyReminders } = await import("#test/faults/reminders/run-many-reminders.ts");

// Their scripts have thousands of lines.
const report = reportRuns({
  ...asked,
  scriptsOfFailed: 0,
  sums: ["deliveries", "repeats", "acts", "deaths", "letters", "repairs"],
});
const lateMs: number[] = [];
const latest: string[] = [];
const worthTellingMs = 600_000;
await runManyReminders({
  seeds,
  lanes,
  onRun(outcome) {
    lateMs.push(...outcome.latenessMs);
    const { lateMs: ms, what } = outcome.latest;
    if (ms > worthTellingMs)
      latest.push(`  seed ${outcome.seed}: ${what} was ${Math.round(ms / 60_000)} min late`);
    report.hear(outcome);
  },
});
const at = (share: number) => `${(quantile(lateMs, share) / 1_000).toFixed(1)} s`;
report.end(`late p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}`, ...latest);
