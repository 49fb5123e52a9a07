import { randomUUID } from "node:crypto";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import type { Connection, Connections } from "#shared/ports/connections.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";

interface ConnectionsSubject {
  readonly connections: Connections;
  find(connectionId: string): Promise<Connection | undefined>;
}

function describeConnections(name: string, make: () => ConnectionsSubject): void {
  const buildConnection = (): Connection => ({
    connectionId: `${randomUUID()}=`,
    tenantId: "acme",
    userId: "anna@example.com",
    connectedAt: 1_769_851_800_123,
    signInId: null,
    expiresAt: null,
  });

  describe(`connections in ${name}`, () => {
    test("are kept until they are removed", async () => {
      const { connections, find } = make();
      const [one, other] = [buildConnection(), buildConnection()];
      await connections.put(one);
      await connections.put(other);
      expect(await find(one.connectionId)).toEqual(one);
      await connections.remove(one.connectionId);
      expect(await find(one.connectionId)).toBeUndefined();
      expect(await find(other.connectionId)).toEqual(other);
    });

    test("remember the sign-in behind them, and until when its token holds", async () => {
      const { connections, find } = make();
      const connection = { ...buildConnection(), signInId: "d1", expiresAt: 1_769_852_700_123 };
      await connections.put(connection);
      expect(await find(connection.connectionId)).toEqual(connection);
    });

    test("may be put again: the last counts", async () => {
      const { connections, find } = make();
      const connection = buildConnection();
      await connections.put(connection);
      await connections.put({ ...connection, userId: "ben" });
      expect(await find(connection.connectionId)).toEqual({ ...connection, userId: "ben" });
    });

    test("may be removed twice, or without ever having been there", async () => {
      const { connections, find } = make();
      await connections.remove("nobody");
      await connections.remove("nobody");
      expect(await find("nobody")).toBeUndefined();
    });
  });
}

function dynamodbSubject() {
  const { AWS_ENDPOINT_URL: endpoint, AIMI_CONNECTIONS_TABLE: table } = inject("cloud").environment;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({
    ...awsClientOptions,
    endpoint: endpoint!,
    region: "us-east-1",
    credentials,
  });
  const read = async (connectionId: string) => {
    const Key = { connection_id: { S: connectionId } };
    return (await client.send(new GetItemCommand({ TableName: table!, Key, ConsistentRead: true }))).Item;
  };
  return { connections: dynamodbConnections(client, table!), read };
}

describeConnections("the fake", () => {
  const connections = fakeConnections();
  return { connections, find: async (id) => connections.open.get(id) };
});

describeConnections("DynamoDB", () => {
  const { connections, read } = dynamodbSubject();
  return {
    connections,
    async find(id) {
      const item = await read(id);
      return (
        item && {
          connectionId: item.connection_id!.S!,
          tenantId: item.tenant_id!.S!,
          userId: item.user_id!.S!,
          connectedAt: Number(item.connected_at!.N),
          signInId: item.sign_in_id?.S ?? null,
          expiresAt: item.token_expires_at ? Number(item.token_expires_at.N) : null,
        }
      );
    },
  };
});

test("a connection in DynamoDB may be dropped when API Gateway has closed it, after two hours", async () => {
  const { connections, read } = dynamodbSubject();
  const connectionId = randomUUID();
  const anna = { tenantId: "acme", userId: "anna", signInId: null, expiresAt: null };
  await connections.put({ connectionId, ...anna, connectedAt: 1_769_851_800_123 });
  expect((await read(connectionId))?.expires_at).toEqual({ N: String(1_769_851_801 + 7_200) });
});
