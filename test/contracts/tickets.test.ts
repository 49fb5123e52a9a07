import { randomUUID } from "node:crypto";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { dynamodbTickets } from "#shared/adapters/tickets/dynamodb-tickets.ts";
import type { TicketHolder, Tickets } from "#shared/ports/tickets.ts";
import { fakeTickets } from "#test/fakes/fake-tickets.ts";

const now = 1_769_851_800_123;
const anna: TicketHolder = { callerId: "user:acme/anna", tenantId: "acme", userId: "anna" };

function describeTickets(name: string, make: () => Tickets): void {
  const keep = async (holder: TicketHolder = anna) => {
    const tickets = make();
    const hash = randomUUID();
    await tickets.keep(hash, holder, now + 60_000);
    return { tickets, hash };
  };

  describe(`tickets in ${name}`, () => {
    test.each<[string, TicketHolder]>([
      ["a person", { ...anna, signIn: { id: "d1", issuedAt: now, expiresAt: now + 900_000 } }],
      ["a key that acts for one", { ...anna, callerId: "key:k1", key: { id: "k1", hash: "ab" } }],
      ["a developer", { ...anna, callerId: "dev" }],
      ["a person of a tenant with a limit", { ...anna, tenantRatePerMinute: 7 }],
      ["a person of a tenant that lets nobody in", { ...anna, tenantRatePerMinute: 0 }],
    ])("say for whom they are: %s", async (_who, holder) => {
      const { tickets, hash } = await keep(holder);
      expect(await tickets.take(hash, now)).toEqual(holder);
    });

    test("are given out once", async () => {
      const { tickets, hash } = await keep();
      const taken = await Promise.all(Array.from({ length: 20 }, () => tickets.take(hash, now)));
      expect(taken.filter((holder) => holder !== null)).toEqual([anna]);
      expect(await tickets.take(hash, now)).toBeNull();
    });

    test("are good until their time and not at it", async () => {
      const late = await keep();
      expect(await late.tickets.take(late.hash, now + 60_000)).toBeNull();
      const early = await keep();
      expect(await early.tickets.take(early.hash, now + 59_999)).toEqual(anna);
    });

    test("that nobody issued are none", async () => {
      expect(await make().take(randomUUID(), now)).toBeNull();
    });
  });
}

function dynamodb() {
  const { AWS_ENDPOINT_URL: endpoint, AIMI_TICKETS_TABLE: table } = inject("cloud").environment;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { ...awsClientOptions, endpoint: endpoint!, region: "us-east-1", credentials };
  return { client: new DynamoDBClient(options), table: table! };
}

describeTickets("the fake", fakeTickets);
describeTickets("DynamoDB", () => {
  const { client, table } = dynamodb();
  return dynamodbTickets(client, table);
});

test("a ticket in DynamoDB may be dropped once it is worth nothing", async () => {
  const { client, table } = dynamodb();
  const hash = randomUUID();
  await dynamodbTickets(client, table).keep(hash, anna, now + 60_000);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { ticket_hash: { S: hash } } }),
  );
  expect(Item?.expires_at).toEqual({ N: String(Math.ceil((now + 60_000) / 1_000)) });
});
