import { expect, it } from "vitest";
import { functions, type QueueName, type QueueSpec, queues, resourceName, tables } from "#infra/topology.ts";
import { functionOf, ofType, readable, resourcesOf } from "./read-template.ts";
import { synthesize } from "./synthesize.ts";

const template = synthesize("prod");
const queueNames = Object.keys(queues) as QueueName[];
const allQueues = ofType(template, "AWS::SQS::Queue");

const nameOf = (name: QueueName) => resourceName("prod", name, queues[name]);
const nameOfDead = (name: QueueName) => resourceName("prod", `${name}-dlq`, queues[name]);

function queueNamed(queueName: string) {
  return allQueues.find(([, { Properties }]) => Properties.QueueName === queueName)![1].Properties;
}

const isFifo = (name: QueueName) => queues[name].fifo;

it.each(queueNames.filter((name) => !isFifo(name)))(
  "hides what %s's function works on for six times its timeout",
  (name) => {
    const { timeoutSeconds } = functions[queues[name].consumer];
    expect(queueNamed(nameOf(name)).VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  },
);

// A message that comes back late holds up all behind it: one at a time is out, and its timeout is enough.
it.each(queueNames.filter(isFifo))("hides what %s's function works on for its timeout", (name) => {
  const { timeoutSeconds } = functions[queues[name].consumer];
  expect(queues[name].batchSize).toBe(1);
  expect(queueNamed(nameOf(name)).VisibilityTimeout).toBe(timeoutSeconds);
});

it.each(queueNames)(
  "makes %s and its dead letters a FIFO queue where order counts, and only there",
  (name) => {
    for (const queueName of [nameOf(name), nameOfDead(name)]) {
      expect(queueName.endsWith(".fifo")).toBe(isFifo(name));
      expect(queueNamed(queueName).FifoQueue ?? false).toBe(isFifo(name));
    }
  },
);

it("keeps what people say in a queue for a day at most", () => {
  for (const queueName of [nameOf("chat-turns"), nameOfDead("chat-turns")]) {
    expect(queueNamed(queueName).MessageRetentionPeriod).toBeLessThanOrEqual(24 * 3600);
  }
});

const noted = queueNames.filter((name) => "deadLetters" in queues[name]);
it.each(noted)("hides the dead letters of %s as long, and hands them to who notes them down", (name) => {
  const { consumer, batchSize, maxConcurrency } = (queues[name] as QueueSpec).deadLetters!;
  const visible = queueNamed(nameOfDead(name)).VisibilityTimeout;
  expect(visible).toBeGreaterThanOrEqual(6 * functions[consumer].timeoutSeconds);
  const [, mapping] = ofType(template, "AWS::Lambda::EventSourceMapping").find(
    ([, { Properties }]) => readable(template, Properties.EventSourceArn) === nameOfDead(name),
  )!;
  expect(readable(template, mapping.Properties.FunctionName)).toBe(`aimi-prod-${consumer}`);
  expect(mapping.Properties).toMatchObject({
    BatchSize: batchSize,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: maxConcurrency },
  });
});

it.each(queueNames)(
  "gives %s a dead-letter queue that keeps two weeks, or as long as the topology says",
  (name) => {
    const { RedrivePolicy } = queueNamed(nameOf(name));
    const { deadLetterTargetArn, maxReceiveCount } = RedrivePolicy as Record<string, unknown>;
    expect(readable(template, deadLetterTargetArn)).toBe(nameOfDead(name));
    expect(maxReceiveCount).toBe(queues[name].maxReceiveCount);
    const { retentionSeconds = 14 * 24 * 3600 }: QueueSpec = queues[name];
    expect(queueNamed(nameOfDead(name)).MessageRetentionPeriod).toBe(retentionSeconds);
  },
);

it("leaves no queue without redrive that is not a dead-letter queue itself", () => {
  const bare = allQueues.filter(([, { Properties }]) => !Properties.RedrivePolicy);
  expect(bare.map(([, { Properties }]) => Properties.QueueName).sort()).toEqual(
    [...queueNames.map(nameOfDead), "aimi-prod-schedules-dlq"].sort(),
  );
});

it("encrypts every queue and refuses it plain connections", () => {
  const guarded = ofType(template, "AWS::SQS::QueuePolicy").flatMap(([, { Properties }]) =>
    (Properties.Queues as unknown[]).map((queue) => readable(template, queue)),
  );
  for (const [, { Properties }] of allQueues) {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(guarded).toContain(Properties.QueueName);
  }
});

it.each(queueNames)("feeds %s to its consumer as the topology says", (name) => {
  const spec: QueueSpec = queues[name];
  const [, mapping] = ofType(template, "AWS::Lambda::EventSourceMapping").find(
    ([, { Properties }]) => readable(template, Properties.EventSourceArn) === nameOf(name),
  )!;
  expect(readable(template, mapping.Properties.FunctionName)).toBe(`aimi-prod-${spec.consumer}`);
  expect(mapping.Properties).toMatchObject({
    BatchSize: spec.batchSize,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: spec.maxConcurrency },
  });
});

it("keeps tables when the stack goes, but not when its first deployment fails", () => {
  const all = ofType(template, "AWS::DynamoDB::Table");
  expect(all).toHaveLength(Object.keys(tables).length);
  for (const [, table] of all) {
    expect(table).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
    expect(table.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { Enabled: true },
    });
  }
});

it("finds sockets of a person or a key by indexes that hold no more than they must", () => {
  const { "by-user": byUser, "by-key": byKey } = tables.connections.indexes;
  template.hasResourceProperties("AWS::DynamoDB::Table", {
    TableName: "aimi-prod-connections",
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-user",
        KeySchema: [{ AttributeName: byUser.partitionKey, KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: byUser.attributes },
      },
      {
        IndexName: "by-key",
        KeySchema: [{ AttributeName: byKey.partitionKey, KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
});

it("drops the tables of the local stage with its stack", () => {
  for (const [, table] of ofType(synthesize("local"), "AWS::DynamoDB::Table")) {
    expect(table.DeletionPolicy).toBe("Delete");
  }
});

it("holds no secret of its own: setup makes them, and they outlive the stack", () => {
  expect(ofType(template, "AWS::SecretsManager::Secret")).toEqual([]);
});

it("has no network, and exports nothing to other stacks", () => {
  const network = Object.values(resourcesOf(template)).filter(({ Type }) => Type.startsWith("AWS::EC2::"));
  expect(network).toEqual([]);
  for (const output of Object.values(template.toJSON().Outputs)) expect(output).not.toHaveProperty("Export");
});

it("migrates before any other function takes new code, and again when migrations change", () => {
  const [[runId, run] = []] = ofType(template, "Custom::Migrations");
  expect(readable(template, run?.Properties.ServiceToken)).toBe("aimi-prod-migrate");
  expect(run?.Properties).toMatchObject({ Version: "1.2.3", Fingerprint: "fingerprint of migrate" });
  const [migrateId] = functionOf(template, "prod", "migrate");
  for (const [id, fn] of ofType(template, "AWS::Lambda::Function")) {
    if (id === migrateId) expect(fn.DependsOn).not.toContain(runId);
    else expect(fn.DependsOn).toContain(runId);
  }
});

it("feeds migrate's queue to it without a circle: neither waits for the deployment's own run", () => {
  const [[runId] = []] = ofType(template, "Custom::Migrations");
  const mappings = ofType(template, "AWS::Lambda::EventSourceMapping").filter(
    ([, { Properties }]) => readable(template, Properties.FunctionName) === "aimi-prod-migrate",
  );
  expect(mappings.map(([, { Properties }]) => readable(template, Properties.EventSourceArn))).toEqual([
    "aimi-prod-migrations",
  ]);
  expect(JSON.stringify([...mappings, ...allQueues])).not.toContain(runId);
});

it("gives up on migrations a little after the function has, and does not run them twice", () => {
  const [[, run] = []] = ofType(template, "Custom::Migrations");
  const timeout = Number(run?.Properties.ServiceTimeout);
  expect(timeout).toBeGreaterThan(functions.migrate.timeoutSeconds);
  expect(timeout).toBeLessThanOrEqual(3600);
  template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", { MaximumRetryAttempts: 0 });
});
