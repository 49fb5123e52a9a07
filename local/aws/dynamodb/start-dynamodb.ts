import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { AwsError, unknownOperation } from "../aws-errors.ts";
import { DamagedFolder, FolderInUse } from "../damaged-folder.ts";
import { type Fields, isFields, type Service } from "../service.ts";
import { create, type Dynalite, isOperation, runOperation } from "./dynalite.ts";
import { describeTimeToLive, ensureTimeToLive, forgetTimeToLive, updateTimeToLive } from "./time-to-live.ts";

export interface TableSettings {
  readonly name: string;
  readonly partitionKey: string;
  readonly expiresAt?: string;
  readonly indexes?: Readonly<
    Record<string, { readonly partitionKey: string; readonly attributes: readonly string[] }>
  >;
}

interface DynamodbOptions {
  readonly folder: string | null;
  readonly tables: readonly TableSettings[];
}

export async function startDynamodb({ folder, tables }: DynamodbOptions): Promise<Service> {
  const store = await openStore(folder);
  for (const table of tables) await ensureTable(store, table);
  return {
    contentType: "application/x-amz-json-1.0",
    errorPrefix: "com.amazonaws.dynamodb.v20120810#",
    internalFailure: "InternalServerError",
    unsignedStatus: 400,
    maxBodyBytes: 16 * 1024 * 1024,
    async call(operation, input) {
      try {
        return await run(store, operation, input);
      } catch (error) {
        throw asAwsError(error);
      }
    },
    close: () => store.db.close(),
  };
}

async function run(store: Dynalite, operation: string, input: Fields): Promise<object> {
  if (operation === "UpdateTimeToLive") return await updateTimeToLive(store, input);
  if (operation === "DescribeTimeToLive") return await describeTimeToLive(store, input);
  if (operation.startsWith("Transact")) {
    throw new AwsError(
      "UnknownOperationException",
      `${operation} is missing in the local DynamoDB (dynalite).`,
    );
  }
  if (!isOperation(operation)) throw unknownOperation(operation);
  const answer = await runOperation(store, operation, input);
  if (operation === "DeleteTable") await forgetTimeToLive(store, String(input.TableName));
  return answer;
}

async function openStore(folder: string | null): Promise<Dynalite> {
  const timing = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  if (folder === null) return create(timing);
  await mkdir(folder, { recursive: true });
  const store = create({ ...timing, path: folder });
  try {
    await store.db.open();
    return store;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const locked = isFields(cause) && cause.code === "LEVEL_LOCKED";
    throw locked ? new FolderInUse(folder, cause) : new DamagedFolder(folder, cause);
  }
}

async function ensureTable(store: Dynalite, table: TableSettings): Promise<void> {
  const { name, expiresAt } = table;
  const known = await store.db.get(`table~${name}`);
  // A kill between two writes of dynalite leaves a table that is being created for ever.
  if (isFields(known)) await store.db.put(`table~${name}`, { ...known, TableStatus: "ACTIVE" });
  // Dynalite changes no index of a table that is there.
  if (isFields(known) && !hasIndexes(known, table)) await dropTable(store, name);
  if (!isFields(await store.db.get(`table~${name}`))) {
    await runOperation(store, "CreateTable", toCreateTable(table));
    while (!(await isActive(store, name))) await sleep(2);
  }
  if (expiresAt !== undefined) await ensureTimeToLive(store, name, expiresAt);
}

function hasIndexes({ GlobalSecondaryIndexes: kept = [] }: Fields, { indexes = {} }: TableSettings): boolean {
  const found = (kept as readonly Fields[]).map(({ IndexName, KeySchema, Projection }) => [
    IndexName,
    { IndexName, KeySchema, Projection },
  ]);
  const meant = toIndexes(indexes).map((index) => [index.IndexName, index]);
  return isDeepStrictEqual(Object.fromEntries(found), Object.fromEntries(meant));
}

function toIndexes(indexes: NonNullable<TableSettings["indexes"]>) {
  return Object.entries(indexes).map(([IndexName, { partitionKey, attributes }]) => ({
    IndexName,
    KeySchema: [{ AttributeName: partitionKey, KeyType: "HASH" }],
    Projection:
      attributes.length > 0
        ? { ProjectionType: "INCLUDE", NonKeyAttributes: [...attributes] }
        : { ProjectionType: "KEYS_ONLY" },
  }));
}

function toCreateTable({ name, partitionKey, indexes = {} }: TableSettings): Fields {
  const keys = [partitionKey, ...Object.values(indexes).map((index) => index.partitionKey)];
  const GlobalSecondaryIndexes = toIndexes(indexes);
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: "S" })),
    KeySchema: [{ AttributeName: partitionKey, KeyType: "HASH" }],
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
  };
}

async function dropTable(store: Dynalite, TableName: string): Promise<void> {
  await runOperation(store, "DeleteTable", { TableName });
  while (isFields(await store.db.get(`table~${TableName}`))) await sleep(2);
}

async function isActive(store: Dynalite, TableName: string): Promise<boolean> {
  const { Table } = (await runOperation(store, "DescribeTable", { TableName })) as { Table: Fields };
  return Table.TableStatus === "ACTIVE";
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const body = isFields(error) ? error.body : undefined;
  if (!isFields(body)) throw error;
  const code = String(body.__type).split("#").at(-1) ?? "ValidationException";
  return new AwsError(code, String(body.message ?? body.Message ?? ""));
}
