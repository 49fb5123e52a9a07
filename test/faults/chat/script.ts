/** What was decided and what was seen in a run, to be read when it goes wrong. */
export interface Script {
  note(line: string): void;
  lines(): readonly string[];
}

export function createScript(): Script {
  const startedAt = performance.now();
  const lines: string[] = [];
  return {
    note(line) {
      lines.push(`${String(Math.round(performance.now() - startedAt)).padStart(6)} ms  ${line}`);
    },
    lines: () => lines,
  };
}
