/** Which of a batch failed, as ReportBatchItemFailures reads an answer: what it cannot read fails the whole. */
export function readFailures(answer: unknown, batch: readonly string[]): ReadonlySet<string> {
  const whole = new Set(batch);
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== "object" || Array.isArray(answer)) return whole;
  if (!("batchItemFailures" in answer)) return new Set();
  const { batchItemFailures: failures } = answer;
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return whole;

  const failed = new Set<string>();
  for (const failure of failures) {
    const id: unknown = failure?.itemIdentifier;
    if (typeof id !== "string" || !whole.has(id)) return whole;
    failed.add(id);
  }
  return failed;
}
