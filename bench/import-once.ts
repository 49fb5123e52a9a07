import { queues, queueUrlVariable } from "#infra/topology.ts";

/** Imports a function's bundle in a fresh process and prints how long that took. */
Object.assign(process.env, {
  DATABASE_URL: "postgres://aimi_app:none@127.0.0.1:9/aimi?sslmode=disable",
  DATABASE_OWNER_URL: "postgres://aimi_owner:none@127.0.0.1:9/aimi?sslmode=disable",
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
  UPSTASH_REDIS_REST_TOKEN: "none",
  AIMI_JWT_SECRET: "a-secret-of-a-measurement-of-32-characters",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  ...Object.fromEntries(
    Object.keys(queues)
      .flatMap((name) => [name, `${name}-dlq`])
      .map((name) => [queueUrlVariable(name), `http://127.0.0.1:9/${name}`]),
  ),
  AIMI_CONNECTIONS_TABLE: "connections",
  AIMI_TICKETS_TABLE: "tickets",
  AIMI_CONNECTIONS_URL: "http://127.0.0.1:9/local",
  AIMI_REMINDERS_QUEUE_ARN: "arn:aws:sqs:us-east-1:000000000000:reminders",
  AIMI_SCHEDULE_GROUP: "reminders",
  AIMI_SCHEDULE_ROLE_ARN: "arn:aws:iam::000000000000:role/schedules",
  AIMI_SCHEDULE_DLQ_ARN: "arn:aws:sqs:us-east-1:000000000000:schedules-dlq",
});
const passThrough = (handler: unknown) => handler;
Object.assign(globalThis, {
  awslambda: { streamifyResponse: passThrough, HttpResponseStream: { from: passThrough } },
});

const startedAt = performance.now();
await import(process.argv[2]!);
process.stdout.write(String(performance.now() - startedAt));
process.exit(0);
