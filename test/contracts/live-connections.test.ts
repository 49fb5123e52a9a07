import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import { dynamodbLiveConnections } from "#shared/adapters/connections/dynamodb-live-connections.ts";
import type { Connection } from "#shared/ports/connections.ts";
import type { LiveConnections } from "#shared/ports/live-connections.ts";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeLiveConnections } from "#test/fakes/fake-live-connections.ts";

interface Subject {
  readonly live: LiveConnections;
  open(connection: Connection): Promise<void>;
}

function describeLiveConnections(name: string, make: () => Subject): void {
  const start = async () => {
    const { live, open } = make();
    const tenantId = uniqueTenant();
    const add = async (userId: string, signInId: string | null = null, more: Partial<Connection> = {}) => {
      const connectionId = randomUUID();
      await open({ connectionId, tenantId, userId, signInId, connectedAt: 1, expiresAt: null, ...more });
    };
    return { live, tenantId, add };
  };

  describe(`live connections in ${name}`, () => {
    test("end for one person, all at once, and for nobody else", async () => {
      const { live, tenantId, add } = await start();
      for (const signInId of ["d1", "d2", null]) await add("anna", signInId);
      await add("ben");
      await add("anna", null, { tenantId: `${tenantId}-other` });
      expect(await live.end({ tenantId, userId: "anna" }, "forbidden")).toBe(3);
      expect(await live.end({ tenantId, userId: "anna" }, "forbidden")).toBe(0);
      expect(await live.end({ tenantId, userId: "ben" }, "forbidden")).toBe(1);
    });

    test("end for one sign-in, and the person's others go on", async () => {
      const { live, tenantId, add } = await start();
      for (const signInId of ["d1", "d1", "d2", null]) await add("anna", signInId);
      expect(await live.end({ tenantId, userId: "anna", signInId: "d1" }, "unauthenticated")).toBe(2);
      expect(await live.end({ tenantId, userId: "anna" }, "unauthenticated")).toBe(2);
    });

    test("end for a key that opened them, whoever they are of, and those of others go on", async () => {
      const { live, tenantId, add } = await start();
      const [keyId, otherKeyId] = [randomUUID(), randomUUID()];
      for (const userId of ["anna", "ben"]) await add(userId, null, { keyId });
      await add("anna", null, { keyId: otherKeyId });
      await add("anna", "d1");
      expect(await live.end({ keyId }, "unauthenticated")).toBe(2);
      expect(await live.end({ keyId }, "unauthenticated")).toBe(0);
      expect(await live.end({ tenantId, userId: "anna" }, "unauthenticated")).toBe(2);
    });

    test("are none for who has none", async () => {
      const { live, tenantId } = await start();
      expect(await live.end({ tenantId, userId: "nobody" }, "forbidden")).toBe(0);
    });
  });
}

function inDynamodb() {
  const { AWS_ENDPOINT_URL: endpoint, AIMI_CONNECTIONS_TABLE: table } = inject("cloud").environment;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { ...awsClientOptions, endpoint: endpoint!, region: "us-east-1", credentials };
  const client = new DynamoDBClient(options);
  const connections = dynamodbConnections(client, table!);
  const frames = fakeFrameSender();
  return {
    frames,
    live: dynamodbLiveConnections({ client, table: table!, connections, frames }),
    open: connections.put,
  };
}

describeLiveConnections("the fake", () => {
  const live = fakeLiveConnections();
  return {
    live,
    open: async (connection) => void live.open.set(connection.connectionId, connection),
  };
});
describeLiveConnections("DynamoDB", inDynamodb);

describe("a connection that is ended", () => {
  const build = () => {
    const anna = { tenantId: uniqueTenant(), userId: "anna" };
    const about = { connectionId: randomUUID(), connectedAt: 1, signInId: null, expiresAt: null };
    return { anna, connection: { ...anna, ...about } };
  };

  test.each(["unauthenticated", "forbidden"] as const)("hears why before it closes: %s", async (code) => {
    const { live, open, frames } = inDynamodb();
    const { anna, connection } = build();
    await open(connection);
    await live.end(anna, code);
    expect(frames.sent).toMatchObject([
      { connectionId: connection.connectionId, frame: { type: "chat.error", error: { code } } },
    ]);
    expect(serverFrame.safeParse(frames.sent[0]?.frame).success).toBe(true);
    expect(frames.closed).toEqual([connection.connectionId]);
  });

  test("is forgotten and not counted where nobody was there any more", async () => {
    const { live, open, frames } = inDynamodb();
    const { anna, connection } = build();
    await open(connection);
    frames.gone.add(connection.connectionId);
    expect(await live.end(anna, "forbidden")).toBe(0);
    frames.gone.clear();
    expect(await live.end(anna, "forbidden")).toBe(0);
  });
});
