import { join } from "node:path";
import { startDynamodb } from "./dynamodb/start-dynamodb.ts";
import type { ServiceName } from "./find-call.ts";
import { startScheduler } from "./scheduler/start-scheduler.ts";
import { startSecrets } from "./secrets/start-secrets.ts";
import type { Service } from "./service.ts";
import { startSqs } from "./sqs/start-sqs.ts";
import type { AwsOptions } from "./start-aws.ts";

type Services = Readonly<Record<ServiceName, Service>>;

/** All services or none: what was opened before one failed is closed again. */
export async function startServices(options: AwsOptions, urlOf: (name: string) => string): Promise<Services> {
  const {
    dataDir,
    queues,
    tables,
    schedules,
    scheduleGroups = [],
    secrets = {},
    invokeLambda,
    now = Date.now,
  } = options;
  const folder = (name: string) => (dataDir === null ? null : join(dataDir, name));
  const opened: Service[] = [];
  const open = async <T extends Service>(service: T | Promise<T>): Promise<T> => {
    const started = await service;
    opened.unshift(started);
    return started;
  };
  try {
    // First, since it locks its folder: a second start must not touch the files of the others.
    const DynamoDB = await open(startDynamodb({ folder: folder("dynamodb"), tables }));
    const secretsmanager = await open(startSecrets({ folder: folder("secrets"), secrets, now }));
    const AmazonSQS = await open(
      startSqs({ folder: folder("sqs"), queues, urlOf, haste: options.queueHaste }),
    );
    const deliver = {
      sendMessage: (input: object) => AmazonSQS.call("SendMessage", { ...input }),
      urlOf,
      invokeLambda,
    };
    const Scheduler = await open(
      startScheduler({ folder: folder("scheduler"), schedules, groups: scheduleGroups, deliver, now }),
    );
    return { AmazonSQS, DynamoDB, secretsmanager, Scheduler };
  } catch (error) {
    for (const service of opened) await service.close();
    throw error;
  }
}
