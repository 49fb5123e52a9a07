import leaveJobs from "./leave-jobs.sql";

/** A statement that ends sessions, with the jobs that an end leaves, and what is told of it. */
export function endingWith(end: string, told: string): string {
  return `${end.trimEnd()},\n${leaveJobs.trimEnd()}\n${told}`;
}
