interface Outcome {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly script: readonly string[];
}

interface Reporting {
  readonly count: number;
  /** Every script is shown; else those of the first that fail. */
  readonly script: boolean;
  readonly scriptsOfFailed: number;
}

/** Tells how fault runs go: which seeds fail, how to run one again, and whether all held. */
export function reportRuns({ count, script, scriptsOfFailed }: Reporting) {
  const startedAt = performance.now();
  const failed: number[] = [];
  let done = 0;
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);

  return {
    hear({ seed, complaints, script: lines }: Outcome): void {
      done += 1;
      if (complaints.length > 0) {
        failed.push(seed);
        console.log(`\nseed ${seed} fails (--seed ${seed} --runs 1 --script):`);
        for (const complaint of complaints) console.log(`  ${complaint}`);
      }
      if (script || (complaints.length > 0 && failed.length <= scriptsOfFailed))
        for (const line of lines) console.log(`    ${line}`);
      if (done % 25 === 0) console.log(`${done} of ${count} runs in ${seconds()} s, ${failed.length} failed`);
    },

    /** Ends the process by whether all held. */
    end(sum: Readonly<Record<string, number>>, ...lines: readonly string[]): never {
      console.log(`\n${count} runs in ${seconds()} s`, sum);
      for (const line of lines) console.log(line);
      console.log(failed.length === 0 ? "held" : `NOT HELD: seeds ${failed.join(", ")}`);
      process.exit(failed.length === 0 ? 0 : 1);
    },
  };
}
