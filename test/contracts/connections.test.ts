import { randomUUID } from "node:crypto";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { dynamodbAudience } from "#shared/adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import type { Audience, Connection, Connections } from "#shared/ports/connections.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { type FakeClock, fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";

interface ConnectionsSubject {
  readonly connections: Connections;
  readonly audience: Audience;
  readonly clock: FakeClock;
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

    describe("that hear a conversation", () => {
      const start = async () => {
        const subject = make();
        const { connections, audience, clock } = subject;
        const tenantId = uniqueTenant();
        const open = async (userId = "anna", more: Partial<Connection> = {}) => {
          const connection = { ...buildConnection(), tenantId, userId, connectedAt: clock.now(), ...more };
          await connections.put(connection);
          return connection.connectionId;
        };
        const heardBy = async (conversationId: string, userId = "anna", tenant = tenantId) =>
          (await audience.find({ tenantId: tenant, userId, conversationId }))
            .map(({ connectionId }) => connectionId)
            .toSorted();
        return { ...subject, tenantId, open, heardBy };
      };

      test("are found by it, each once, and by no other", async () => {
        const { audience, open, heardBy } = await start();
        const ids = [await open(), await open()].toSorted();
        await open();
        for (const id of [...ids, ...ids]) await audience.hear(id, "one");
        await audience.hear(ids[0]!, "two");
        expect(await heardBy("one")).toEqual(ids);
        expect(await heardBy("two")).toEqual([ids[0]]);
        expect(await heardBy("three")).toEqual([]);
      });

      test("are found for their person alone", async () => {
        const { audience, open, heardBy } = await start();
        await audience.hear(await open(), "one");
        expect(await heardBy("one", "ben")).toEqual([]);
        expect(await heardBy("one", "anna", uniqueTenant())).toEqual([]);
      });

      test("are not found once they have closed, and hearing does not bring them back", async () => {
        const { connections, audience, find, open, heardBy } = await start();
        const id = await open();
        await audience.hear(id, "one");
        await connections.remove(id);
        await audience.hear(id, "one");
        expect([await heardBy("one"), await find(id)]).toEqual([[], undefined]);
      });

      test("are found with all the others of their person, whatever they hear", async () => {
        const { audience, clock, tenantId, open } = await start();
        const expiresAt = clock.now() + 1_000;
        const ids = [await open(), await open(), await open("anna", { expiresAt })];
        await audience.hear(ids[0]!, "one");
        await open("ben");
        const all = async () =>
          (await audience.findAll({ tenantId, userId: "anna" })).map(({ connectionId }) => connectionId);
        expect((await all()).toSorted()).toEqual(ids.toSorted());
        clock.advance(1_000);
        expect((await all()).toSorted()).toEqual(ids.slice(0, 2).toSorted());
        clock.advance(7_200_000);
        expect(await all()).toEqual([]);
      });

      test("are found until their token ends, and are told with when that is", async () => {
        const { audience, clock, tenantId, find, open } = await start();
        const expiresAt = clock.now() + 900_123;
        const [theirs, keys] = [await open("anna", { expiresAt }), await open()];
        for (const id of [theirs, keys]) await audience.hear(id, "one");
        const findAll = async () => {
          const found = await audience.find({ tenantId, userId: "anna", conversationId: "one" });
          return Object.fromEntries(
            found.map(({ connectionId, listensUntil }) => [connectionId, listensUntil]),
          );
        };
        clock.advance(900_122);
        expect(await findAll()).toEqual({ [theirs]: expiresAt, [keys]: null });
        clock.advance(1);
        expect(await findAll()).toEqual({ [keys]: null });
        expect(await find(theirs)).toMatchObject({ connectionId: theirs });
      });

      test("are dropped in passing once API Gateway must have closed them", async () => {
        const { audience, clock, find, open, heardBy } = await start();
        const [old, silent] = [await open(), await open()];
        await audience.hear(old, "one");
        clock.advance(7_201_000);
        const young = await open();
        await audience.hear(young, "one");
        expect(await heardBy("one")).toEqual([young]);
        expect([await find(old), await find(silent)]).toEqual([undefined, undefined]);
      });
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
  const clock = fakeClock(Date.UTC(2026, 0, 31, 9, 30));
  return {
    connections: dynamodbConnections(client, table!),
    audience: dynamodbAudience(client, table!, clock),
    clock,
    read,
  };
}

describeConnections("the fake", () => {
  const clock = fakeClock();
  const connections = fakeConnections(clock);
  return {
    ...{ connections, audience: connections, clock },
    find: async (id) => connections.open.get(id),
  };
});

describeConnections("DynamoDB", () => {
  const { read, ...subject } = dynamodbSubject();
  return {
    ...subject,
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
