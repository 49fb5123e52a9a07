interface Outcome {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly script: readonly string[];
}

interface Reporting<Name extends string> {
  readonly count: number;
  /** Every script is shown; else those of the first that fail. */
  readonly script: boolean;
  readonly scriptsOfFailed: number;
  /** What of the outcomes is added up. */
  readonly sums: readonly Name[];
}

/** Tells how fault runs go: which seeds fail, how to run one again, and whether all held. */
export function reportRuns<Name extends string>({ count, script, scriptsOfFailed, sums }: Reporting<Name>) {
  const startedAt = performance.now();
  const sum = Object.fromEntries(sums.map((name) => [name, 0])) as Record<Name, number>;
  const failed: number[] = [];
  let done = 0;
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);

  return {
    hear(outcome: Outcome & Readonly<Record<Name, number>>): void {
      const { seed, complaints, script: lines } = outcome;
      done += 1;
      for (const name of sums) sum[name] += outcome[name];
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
    end(...lines: readonly string[]): never {
      console.log(`\n${count} runs in ${seconds()} s`, sum);
      for (const line of lines) console.log(line);
      console.log(failed.length === 0 ? "held" : `NOT HELD: seeds ${failed.join(", ")}`);
      process.exit(failed.length === 0 ? 0 : 1);
    },
  };
}
