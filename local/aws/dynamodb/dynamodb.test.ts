import {
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { clientsFor, emptyCloud } from "../test-clients.ts";

let aws: LocalAws;
let client: ReturnType<typeof clientsFor>["dynamodb"];
const TableName = "connections";

beforeAll(async () => {
  const tables = [
    { name: TableName, partitionKey: "id", expiresAt: "expires_at" },
    { name: "plain", partitionKey: "id" },
  ];
  aws = await startAws({ ...emptyCloud, tables });
  client = clientsFor(aws.url).dynamodb;
});
afterAll(() => aws.close());

const key = (id: string) => ({ id: { S: id } });
const put = (id: string, more = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key(id), expires_at: { N: "1" } }, ...more }));
const get = async (id: string) => (await client.send(new GetItemCommand({ TableName, Key: key(id) }))).Item;
const ttlOf = async (table: string) => {
  const answer = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
  return answer.TimeToLiveDescription;
};

test("a table is there from the start, active, paid by request, with its time to live", async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    TableStatus: "ACTIVE",
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  expect(await ttlOf(TableName)).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires_at" });
  expect(await ttlOf("plain")).toEqual({ TimeToLiveStatus: "DISABLED" });
});

test("of many who put an item that must be new, one succeeds", async () => {
  const ConditionExpression = "attribute_not_exists(id)";
  const puts = await Promise.allSettled(
    Array.from({ length: 10 }, () => put("raced", { ConditionExpression })),
  );
  const refusals = puts.filter((result) => result.status === "rejected");
  expect(refusals).toHaveLength(9);
  for (const { reason } of refusals)
    expect(reason).toMatchObject({ name: "ConditionalCheckFailedException" });
});

test("a conditional delete takes an item once and hands out what it was", async () => {
  await put("ticket");
  const take = () =>
    client.send(
      new DeleteItemCommand({
        TableName,
        Key: key("ticket"),
        ConditionExpression: "attribute_exists(id) AND expires_at < :now",
        ExpressionAttributeValues: { ":now": { N: "2" } },
        ReturnValues: "ALL_OLD",
      }),
    );
  expect((await take()).Attributes).toEqual({ id: { S: "ticket" }, expires_at: { N: "1" } });
  await expect(take()).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
});

test("an update changes the attributes it names", async () => {
  await put("updated");
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: key("updated"),
      UpdateExpression: "SET seen = :seen ADD visits :one",
      ExpressionAttributeValues: { ":seen": { S: "now" }, ":one": { N: "1" } },
    }),
  );
  expect(await get("updated")).toMatchObject({
    seen: { S: "now" },
    visits: { N: "1" },
    expires_at: { N: "1" },
  });
});

test("an expired item is still read, as DynamoDB may keep it for days", async () => {
  await put("expired");
  expect(await get("expired")).toBeDefined();
});

test("the time to live is switched once, and on one attribute", async () => {
  const set = (Enabled: boolean, AttributeName: string) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName: "plain",
        TimeToLiveSpecification: { Enabled, AttributeName },
      }),
    );
  await set(true, "gone_at");
  expect(await ttlOf("plain")).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "gone_at" });
  await expect(set(true, "gone_at")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(set(false, "other")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(ttlOf("nowhere")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("an item over 400 KB is refused", async () => {
  const Item = { ...key("large"), text: { S: "x".repeat(400 * 1024) } };
  const large = client.send(new PutItemCommand({ TableName, Item }));
  await expect(large).rejects.toMatchObject({ name: "ValidationException" });
});

test("a transaction is refused in clear words", async () => {
  const transaction = client.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key: key("x") } }] }),
  );
  await expect(transaction).rejects.toThrow(/TransactWriteItems is missing in the local DynamoDB/);
});
