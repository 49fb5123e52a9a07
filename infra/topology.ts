// What exists, in plain data: the CDK stack and the local cloud are both built from it.

export interface FunctionSpec {
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Answers as a stream over a function URL. */
  readonly streams?: boolean;
  /** Files that travel beside the bundle, by path from the project's root. */
  readonly assets?: readonly string[];
}

export interface QueueSpec {
  readonly fifo: boolean;
  readonly visibilitySeconds: number;
  readonly maxReceiveCount: number;
  readonly consumer: FunctionName;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  /** How long it and its dead letters keep a message; SQS' four days, and fourteen for dead letters, if left out. */
  readonly retentionSeconds?: number;
  /** Where it is left out, records wait there to be moved back. */
  readonly deadLetters?: DeadLettersSpec;
}

/** What notes down the records that a queue has given up. */
export interface DeadLettersSpec {
  readonly consumer: FunctionName;
  readonly visibilitySeconds: number;
  readonly batchSize: number;
  readonly maxConcurrency: number;
}

export interface TableSpec {
  readonly partitionKey: string;
  /** The attribute that holds the second after which DynamoDB may drop the item. */
  readonly expiresAt: string;
  /** Other ways to find items. */
  readonly indexes?: Readonly<Record<string, IndexSpec>>;
}

export interface IndexSpec {
  readonly partitionKey: string;
  /** What can be read of an item there beside the keys. */
  readonly attributes: readonly string[];
}

export interface ScheduleSpec {
  readonly expression: string;
  readonly target: FunctionName;
}

export const functionNames = [
  "http",
  "stream",
  "websocket",
  "ws-authorizer",
  "chat-turn",
  "lost-turns",
  "memory-jobs",
  "session-jobs",
  "learning-jobs",
  "reminders",
  "dead-letters",
  "outbox-sweep",
  "retention",
  "retention-jobs",
  "migrate",
] as const;
export type FunctionName = (typeof functionNames)[number];

export const functions: Readonly<Record<FunctionName, FunctionSpec>> = {
  http: { timeoutSeconds: 29, memoryMb: 1024 },
  stream: { timeoutSeconds: 300, memoryMb: 1024, streams: true },
  websocket: { timeoutSeconds: 29, memoryMb: 512 },
  "ws-authorizer": { timeoutSeconds: 10, memoryMb: 512 },
  "chat-turn": { timeoutSeconds: 300, memoryMb: 512 },
  "lost-turns": { timeoutSeconds: 30, memoryMb: 512 },
  "memory-jobs": { timeoutSeconds: 60, memoryMb: 512 },
  "session-jobs": { timeoutSeconds: 60, memoryMb: 512 },
  "learning-jobs": { timeoutSeconds: 180, memoryMb: 512 },
  reminders: { timeoutSeconds: 60, memoryMb: 512 },
  "dead-letters": { timeoutSeconds: 30, memoryMb: 256 },
  "outbox-sweep": { timeoutSeconds: 30, memoryMb: 256 },
  retention: { timeoutSeconds: 300, memoryMb: 256 },
  "retention-jobs": { timeoutSeconds: 120, memoryMb: 256 },
  migrate: { timeoutSeconds: 600, memoryMb: 512, assets: ["migrations"] },
};

export const queues = {
  "chat-turns": {
    fifo: true,
    // Lambda wants the whole timeout here; a runner that has begun holds its message for half a minute at a time.
    visibilitySeconds: 300,
    maxReceiveCount: 5,
    consumer: "chat-turn",
    batchSize: 1,
    maxConcurrency: 100,
    // It carries what people say.
    retentionSeconds: 86_400,
    deadLetters: { consumer: "lost-turns", visibilitySeconds: 180, batchSize: 1, maxConcurrency: 10 },
  },
  "memory-jobs": {
    fifo: false,
    visibilitySeconds: 360,
    // What the worker gives back rests ever longer: twenty times are two to three hours.
    maxReceiveCount: 20,
    consumer: "memory-jobs",
    batchSize: 10,
    maxConcurrency: 10,
    deadLetters: { consumer: "dead-letters", visibilitySeconds: 180, batchSize: 10, maxConcurrency: 2 },
  },
  "session-jobs": {
    fifo: false,
    visibilitySeconds: 360,
    // With the last of them the worker gives up itself, and keeps a failed job.
    maxReceiveCount: 20,
    consumer: "session-jobs",
    batchSize: 1,
    maxConcurrency: 10,
  },
  "learning-jobs": {
    // What is learnt of one person is learnt in turn.
    fifo: true,
    visibilitySeconds: 180,
    maxReceiveCount: 20,
    consumer: "learning-jobs",
    batchSize: 1,
    maxConcurrency: 10,
    deadLetters: { consumer: "dead-letters", visibilitySeconds: 180, batchSize: 1, maxConcurrency: 2 },
  },
  reminders: {
    fifo: false,
    visibilitySeconds: 360,
    // What is late is told late rather than never, and the outbox finds it beside this.
    maxReceiveCount: 20,
    consumer: "reminders",
    batchSize: 10,
    maxConcurrency: 20,
  },
  "retention-jobs": {
    fifo: false,
    visibilitySeconds: 720,
    maxReceiveCount: 5,
    consumer: "retention-jobs",
    batchSize: 1,
    maxConcurrency: 4,
  },
  migrations: {
    fifo: false,
    visibilitySeconds: 3_600,
    // A database that is away for a moment is tried again; a file that is wrong stays wrong.
    maxReceiveCount: 3,
    consumer: "migrate",
    batchSize: 1,
    // The least that SQS takes: the second waits for the lock of the first.
    maxConcurrency: 2,
  },
} as const satisfies Readonly<Record<string, QueueSpec>>;
export type QueueName = keyof typeof queues;

export const tables = {
  connections: {
    partitionKey: "connection_id",
    expiresAt: "expires_at",
    indexes: {
      "by-user": {
        partitionKey: "tenant_user",
        attributes: ["sign_in_id", "conversations", "expires_at", "token_expires_at"],
      },
      // Few sockets were opened by a key, and only those stand in it.
      "by-key": { partitionKey: "key_id", attributes: [] },
    },
  },
  tickets: { partitionKey: "ticket_hash", expiresAt: "expires_at" },
} satisfies Readonly<Record<string, TableSpec>>;
export type TableName = keyof typeof tables;

export const schedules = {
  "outbox-sweep": { expression: "rate(1 minute)", target: "outbox-sweep" },
  retention: { expression: "cron(0 3 * * ? *)", target: "retention" },
} as const satisfies Readonly<Record<string, ScheduleSpec>>;
export type ScheduleName = keyof typeof schedules;

/** The group of the schedules that the app makes itself, one for each time of a reminder that is far ahead. */
export const reminderGroup = "reminders";
/** Where Scheduler puts what it could not bring to its target. */
export const scheduleDeadLetters = "schedules-dlq";

/** Names of the environment variables that tell a function how to make a schedule. */
export const scheduleVariables = {
  group: "AIMI_SCHEDULE_GROUP",
  roleArn: "AIMI_SCHEDULE_ROLE_ARN",
  deadLettersArn: "AIMI_SCHEDULE_DLQ_ARN",
  queueArn: "AIMI_REMINDERS_QUEUE_ARN",
} as const;

/** The name of a stage's resource in AWS. FIFO queues end as SQS wants it. */
export function resourceName(stage: string, name: string, { fifo = false } = {}): string {
  return `aimi-${stage}-${name}${fifo ? ".fifo" : ""}`;
}

/** Names of the environment variables that tell a function where a resource is. */
export function queueUrlVariable(queue: string): string {
  return `AIMI_${queue.toUpperCase().replaceAll("-", "_")}_QUEUE_URL`;
}
export function tableVariable(table: string): string {
  return `AIMI_${table.toUpperCase().replaceAll("-", "_")}_TABLE`;
}
