import type { ProbedQueue } from "../../adapters/queues/sqs-queue-probe.ts";
import type { Needed } from "../settings.ts";

export const queueSettings = [
  "AIMI_MEMORY_JOBS_QUEUE_URL",
  "AIMI_MEMORY_JOBS_DLQ_QUEUE_URL",
  "AIMI_RETENTION_JOBS_QUEUE_URL",
  "AIMI_RETENTION_JOBS_DLQ_QUEUE_URL",
  "AIMI_SESSION_JOBS_QUEUE_URL",
  "AIMI_SESSION_JOBS_DLQ_QUEUE_URL",
  "AIMI_LEARNING_JOBS_QUEUE_URL",
  "AIMI_LEARNING_JOBS_DLQ_QUEUE_URL",
  "AIMI_REMINDERS_QUEUE_URL",
  "AIMI_REMINDERS_DLQ_QUEUE_URL",
  "AIMI_CHAT_TURNS_QUEUE_URL",
  "AIMI_CHAT_TURNS_DLQ_QUEUE_URL",
  "AIMI_MIGRATIONS_QUEUE_URL",
  "AIMI_MIGRATIONS_DLQ_QUEUE_URL",
] as const;

/** Every queue that an operator is told of, with where its dead letters lie. */
export function listQueues(settings: Needed<(typeof queueSettings)[number]>): readonly ProbedQueue[] {
  return [
    {
      name: "memory-jobs",
      url: settings.AIMI_MEMORY_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL,
    },
    {
      name: "retention-jobs",
      url: settings.AIMI_RETENTION_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_RETENTION_JOBS_DLQ_QUEUE_URL,
    },
    {
      name: "session-jobs",
      url: settings.AIMI_SESSION_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_SESSION_JOBS_DLQ_QUEUE_URL,
    },
    {
      name: "learning-jobs",
      url: settings.AIMI_LEARNING_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_LEARNING_JOBS_DLQ_QUEUE_URL,
    },
    {
      name: "reminders",
      url: settings.AIMI_REMINDERS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_REMINDERS_DLQ_QUEUE_URL,
    },
    {
      name: "chat-turns",
      url: settings.AIMI_CHAT_TURNS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_CHAT_TURNS_DLQ_QUEUE_URL,
    },
    {
      name: "migrations",
      url: settings.AIMI_MIGRATIONS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_MIGRATIONS_DLQ_QUEUE_URL,
    },
  ];
}
