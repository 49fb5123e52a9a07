import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsOptions } from "./start-aws.ts";

/** The production clients, pointed at a local cloud. */
export function clientsFor(endpoint: string) {
  const config = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  return {
    sqs: new SQSClient(config),
    dynamodb: new DynamoDBClient(config),
    scheduler: new SchedulerClient(config),
    secrets: new SecretsManagerClient(config),
  };
}

export const emptyCloud: AwsOptions = {
  dataDir: null,
  queues: [],
  tables: [],
  schedules: [],
  invokeLambda: async () => undefined,
};

/** The cloud that the tests of survival kill and start again. */
export const survivor: AwsOptions = { ...emptyCloud, tables: [{ name: "things", partitionKey: "id" }] };
