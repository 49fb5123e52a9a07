import type { OutboxEntry } from "../../../ports/outbox.ts";
import type { FiringNeeds } from "./firing-needs.ts";

/** What is sent is written with its outbox row: if sending it fails, the sweep sends it. */
export async function sendReminders(
  { jobs, log }: Pick<FiringNeeds, "jobs" | "log">,
  entries: readonly OutboxEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await jobs.send(entries);
  } catch (error) {
    log.warn("reminders not sent, left to the sweep", { count: entries.length, error });
  }
}
