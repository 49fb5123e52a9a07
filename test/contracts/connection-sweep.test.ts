import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { dynamodbConnectionSweep } from "#shared/adapters/connections/dynamodb-connection-sweep.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import type { ConnectionSweep, Connections } from "#shared/ports/connections.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";

interface Subject {
  readonly connections: Connections;
  readonly sweep: ConnectionSweep;
  ids(): Promise<readonly string[]>;
}

const now = Date.UTC(2026, 0, 31, 9, 30);
const twoHoursMs = 7_200_000;

function describeSweep(name: string, make: () => Promise<Subject>): void {
  const put = async ({ connections }: Subject, connectedAt: number) => {
    const connectionId = `${randomUUID()}=`;
    const anna = { tenantId: "acme", userId: "anna", signInId: null, expiresAt: null };
    await connections.put({ connectionId, ...anna, connectedAt });
    return connectionId;
  };

  describe(`a sweep in ${name}`, () => {
    test("takes what API Gateway must have closed, however many they are, and leaves the rest", async () => {
      const subject = await make();
      for (let n = 0; n < 60; n++) await put(subject, now - twoHoursMs);
      const young = await put(subject, now - twoHoursMs + 1_000);
      expect(await subject.sweep.sweep(now)).toBe(60);
      expect(await subject.ids()).toEqual([young]);
      expect(await subject.sweep.sweep(now)).toBe(0);
    });
  });
}

describeSweep("the fake", async () => {
  const connections = fakeConnections();
  return { connections, sweep: connections, ids: async () => [...connections.open.keys()] };
});

const made: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(made.map((takeAway) => takeAway())));

describeSweep("DynamoDB", async () => {
  const client = new DynamoDBClient({
    ...awsClientOptions,
    endpoint: inject("cloud").environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  // Of its own: a sweep goes over the whole table, and others work in the cloud's.
  const TableName = `connections-${randomUUID()}`;
  const key = "connection_id";
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  made.push(() => client.send(new DeleteTableCommand({ TableName })));
  return {
    connections: dynamodbConnections(client, TableName),
    sweep: dynamodbConnectionSweep(client, TableName),
    async ids() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      return Items.map((item) => item[key]!.S!);
    },
  };
});
