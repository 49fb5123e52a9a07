import { AwsError } from "../aws-errors.ts";
import { type Fields, isFields } from "../service.ts";
import { type Dynalite, runOperation } from "./dynalite.ts";

interface TimeToLive {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

const key = (table: string) => `time-to-live~${table}`;

// Only the setting is kept: DynamoDB may be days late to delete, so nothing may rely on it.
export async function updateTimeToLive(store: Dynalite, input: Fields): Promise<object> {
  const table = String(input.TableName);
  await runOperation(store, "DescribeTable", { TableName: table });
  const wanted = readSetting(input.TimeToLiveSpecification);
  const current = await readStored(store, table);
  if ((current?.Enabled ?? false) === wanted.Enabled) {
    throw new AwsError(
      "ValidationException",
      `TimeToLive is already ${wanted.Enabled ? "enabled" : "disabled"}`,
    );
  }
  if (current?.Enabled && current.AttributeName !== wanted.AttributeName) {
    throw new AwsError("ValidationException", "TimeToLive is active on a different AttributeName");
  }
  await store.db.put(key(table), wanted);
  return { TimeToLiveSpecification: wanted };
}

export async function describeTimeToLive(store: Dynalite, input: Fields): Promise<object> {
  const table = String(input.TableName);
  await runOperation(store, "DescribeTable", { TableName: table });
  const current = await readStored(store, table);
  return {
    TimeToLiveDescription: current?.Enabled
      ? { TimeToLiveStatus: "ENABLED", AttributeName: current.AttributeName }
      : { TimeToLiveStatus: "DISABLED" },
  };
}

export async function ensureTimeToLive(store: Dynalite, table: string, attribute: string): Promise<void> {
  await store.db.put(key(table), { AttributeName: attribute, Enabled: true });
}

export async function forgetTimeToLive(store: Dynalite, table: string): Promise<void> {
  await store.db.del(key(table));
}

async function readStored(store: Dynalite, table: string): Promise<TimeToLive | null> {
  const stored = await store.db.get(key(table));
  return isFields(stored) ? readSetting(stored) : null;
}

function readSetting(value: unknown): TimeToLive {
  if (!isFields(value) || typeof value.Enabled !== "boolean" || typeof value.AttributeName !== "string") {
    throw new AwsError("ValidationException", "TimeToLiveSpecification needs Enabled and AttributeName");
  }
  return { AttributeName: value.AttributeName, Enabled: value.Enabled };
}
