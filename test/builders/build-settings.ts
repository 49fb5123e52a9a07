import { readSettings } from "#shared/runtime/settings.ts";

const address = "http://127.0.0.1:1";

/** Settings of the stage local with everything that any function needs. */
export function buildSettings(environment: Readonly<Record<string, string>> = {}) {
  return readSettings(
    {
      DATABASE_URL: "postgres://app@127.0.0.1:1/aimi?sslmode=disable",
      UPSTASH_REDIS_REST_URL: address,
      UPSTASH_REDIS_REST_TOKEN: "token",
      AIMI_JWT_SECRET: "a-secret-of-tests-with-32-characters",
      AIMI_MEMORY_JOBS_QUEUE_URL: address,
      AIMI_MEMORY_JOBS_DLQ_QUEUE_URL: address,
      AIMI_LEARNING_JOBS_QUEUE_URL: address,
      AIMI_LEARNING_JOBS_DLQ_QUEUE_URL: address,
      AIMI_RETENTION_JOBS_QUEUE_URL: address,
      AIMI_RETENTION_JOBS_DLQ_QUEUE_URL: address,
      AIMI_SESSION_JOBS_QUEUE_URL: address,
      AIMI_SESSION_JOBS_DLQ_QUEUE_URL: address,
      AIMI_REMINDERS_QUEUE_URL: address,
      AIMI_REMINDERS_DLQ_QUEUE_URL: address,
      AIMI_CHAT_TURNS_QUEUE_URL: address,
      AIMI_CHAT_TURNS_DLQ_QUEUE_URL: address,
      AIMI_CONNECTIONS_TABLE: "connections",
      AIMI_CONNECTIONS_URL: address,
      AIMI_TICKETS_TABLE: "tickets",
      ...environment,
    },
    {},
    "DATABASE_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "AIMI_JWT_SECRET",
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
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    "AIMI_TICKETS_TABLE",
    "AIMI_LLM_BASE_URL",
    "AIMI_EMBEDDING_MODEL",
    "AIMI_EMBEDDING_DIMENSIONS",
  );
}
