import { availableParallelism } from "node:os";
import {
  functions,
  type QueueSpec,
  queues,
  queueUrlVariable,
  reminderGroup,
  resourceName,
  scheduleDeadLetters,
  schedules,
  scheduleVariables,
  tables,
  tableVariable,
} from "#infra/topology.ts";
import type { LocalApns } from "./apns/start-apns.ts";
import type { LocalAws } from "./aws/start-aws.ts";
import type { LocalFunction } from "./lambda/start-functions.ts";
import { embeddingModel } from "./model/answer-embeddings.ts";
import { chatModel } from "./model/chat/answer-chat.ts";
import type { LocalModel } from "./model/start-model.ts";
import type { LocalPostgres } from "./postgres/start-postgres.ts";
import type { LocalRedis } from "./redis/start-redis.ts";

export const stage = "local";
const offlineDimensions = "384";
const usualConcurrency = 10;
/** A hundred threads on two cores do nothing but start. */
const threadsPerCore = 8;

interface Parts {
  readonly postgres: LocalPostgres;
  readonly redis: LocalRedis;
  readonly aws: LocalAws;
  readonly model: LocalModel;
  readonly apns: LocalApns;
  readonly jwtSecret: string;
}

/** What the topology asks of the stand-ins. */
export function resources() {
  return {
    queues: [
      { name: resourceName(stage, scheduleDeadLetters), fifo: false, visibilitySeconds: 30 },
      ...Object.entries<QueueSpec>(queues).flatMap(([name, spec]) => queuePair(name, spec)),
    ],
    tables: Object.entries(tables).map(([name, spec]) => ({ name: resourceName(stage, name), ...spec })),
    schedules: Object.entries(schedules).map(([name, spec]) => ({
      name: resourceName(stage, name),
      expression: spec.expression,
      targetArn: `arn:aws:lambda:us-east-1:000000000000:function:${spec.target}`,
    })),
    scheduleGroups: [resourceName(stage, reminderGroup)],
  };
}

function queuePair(name: string, spec: QueueSpec) {
  const deadLetters = resourceName(stage, `${name}-dlq`, spec);
  return [
    { name: deadLetters, fifo: spec.fifo, visibilitySeconds: spec.deadLetters?.visibilitySeconds ?? 30 },
    {
      name: resourceName(stage, name, spec),
      fifo: spec.fifo,
      visibilitySeconds: spec.visibilitySeconds,
      deadLetter: { name: deadLetters, maxReceiveCount: spec.maxReceiveCount },
    },
  ];
}

/** The environment that a deployment would give its functions, with addresses on this machine. */
export function appEnvironment(parts: Parts): Record<string, string> {
  const { postgres, redis, aws, model, apns, jwtSecret } = parts;
  return {
    AIMI_STAGE: stage,
    AIMI_VERSION: "local",
    DATABASE_URL: postgres.appUrl,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    AIMI_JWT_SECRET: jwtSecret,
    AIMI_LLM_BASE_URL: model.url,
    AIMI_LLM_API_KEY: "offline",
    AIMI_LLM_MODEL: chatModel,
    AIMI_EMBEDDING_MODEL: embeddingModel,
    AIMI_EMBEDDING_DIMENSIONS: offlineDimensions,
    ...apns.settings,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    ...queueAddresses(aws),
    ...tableNames(),
    ...schedulePlaces(),
    AIMI_CONNECTIONS_URL: `${aws.url}/${stage}`,
  };
}

/** The caller's own settings win; no real model is asked for by the stand-in's name, nor a real APNs at its address. */
export function withOwnSettings(
  given: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const isReplaced = (name: string) =>
    (own.AIMI_LLM_BASE_URL !== undefined && name === "AIMI_LLM_MODEL") ||
    (ownsPush(own) && name.startsWith("AIMI_APNS_"));
  const kept = Object.entries(given).filter(([name]) => !isReplaced(name));
  return { ...Object.fromEntries(kept), ...own };
}

/** Whoever says by what APNs is to know them means Apple's, whose addresses are the defaults. */
function ownsPush(own: Readonly<Record<string, string>>): boolean {
  return Object.keys(own).some((name) => name.startsWith("AIMI_APNS_") && !name.endsWith("_URL"));
}

/** As many at once as its queue asks for and the machine can bear. Only the migrations may know the owner's login. */
export function functionEnvironments(ownerUrl: string): Record<string, LocalFunction> {
  const all: Record<string, LocalFunction> = {};
  for (const [name, spec] of Object.entries(functions)) all[name] = { ...spec };
  for (const { consumer, maxConcurrency } of Object.values<QueueSpec>(queues)) {
    const bearable = Math.max(usualConcurrency, threadsPerCore * availableParallelism());
    const asked = Math.max(usualConcurrency, maxConcurrency);
    all[consumer] = { ...all[consumer]!, maxConcurrency: Math.min(asked, bearable) };
  }
  all.migrate = { ...all.migrate!, env: { DATABASE_OWNER_URL: ownerUrl } };
  return all;
}

export function queueResources(aws: LocalAws, name: string, { fifo }: { fifo: boolean }) {
  const queueName = resourceName(stage, name, { fifo });
  return { queueUrl: aws.queueUrl(queueName), queueArn: queueArnOf(queueName) };
}

function queueArnOf(queueName: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${queueName}`;
}

function schedulePlaces(): Record<string, string> {
  return {
    [scheduleVariables.group]: resourceName(stage, reminderGroup),
    [scheduleVariables.roleArn]: "arn:aws:iam::000000000000:role/local",
    [scheduleVariables.deadLettersArn]: queueArnOf(resourceName(stage, scheduleDeadLetters)),
    [scheduleVariables.queueArn]: queueArnOf(resourceName(stage, "reminders", queues.reminders)),
  };
}

function queueAddresses(aws: LocalAws): Record<string, string> {
  const addresses: Record<string, string> = {};
  for (const [name, spec] of Object.entries(queues)) {
    addresses[queueUrlVariable(name)] = aws.queueUrl(resourceName(stage, name, spec));
    addresses[queueUrlVariable(`${name}-dlq`)] = aws.queueUrl(resourceName(stage, `${name}-dlq`, spec));
  }
  return addresses;
}

function tableNames(): Record<string, string> {
  return Object.fromEntries(
    Object.keys(tables).map((name) => [tableVariable(name), resourceName(stage, name)]),
  );
}
