import "./load-texts.ts";
import { readFaultOptions } from "./faults/read-fault-options.ts";
import { reportRuns } from "./faults/report-runs.ts";

/** Whether the same is known in the end, once and with nothing lost, whatever fails, dies or comes twice. */
const { seeds, lanes, ...asked } = readFaultOptions({ runs: 200, lanes: 4 });

// The texts that its modules import are loaded by what stands above.
const { runManyLearning } = await import("#test/faults/learning/run-many-learning.ts");

const report = reportRuns({ ...asked, scriptsOfFailed: 3, sums: ["deliveries", "crashes", "failedJobs"] });
await runManyLearning({ seeds, lanes, onRun: report.hear });
report.end();
