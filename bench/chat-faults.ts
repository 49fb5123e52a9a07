import "./load-texts.ts";
import { readFaultOptions } from "./faults/read-fault-options.ts";
import { reportRuns } from "./faults/report-runs.ts";

/** Whether each message has exactly one answer or one final error, whatever fails, dies, repeats or is lost. */
const { seeds, lanes, ...asked } = readFaultOptions({ runs: 1000, lanes: 8 });

// The texts that its modules import are loaded by what stands above.
const { runMany } = await import("#test/faults/chat/run-many.ts");

const report = reportRuns({ ...asked, scriptsOfFailed: 3, sums: ["turns", "crashes"] });
await runMany({ seeds, lanes, onRun: report.hear });
report.end();
