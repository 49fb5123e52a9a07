import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { inject, vi } from "vitest";

/** A watch is answered by nothing: that it was taken in shows where listeners are noted last. */
export async function untilHeard(tenantId: string): Promise<void> {
  const { environment } = inject("cloud");
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const scan = new ScanCommand({
    TableName: environment.AIMI_CONNECTIONS_TABLE!,
    FilterExpression: "tenant_id = :tenant AND attribute_exists(conversations)",
    ExpressionAttributeValues: { ":tenant": { S: tenantId } },
  });
  await vi.waitUntil(async () => ((await client.send(scan)).Items ?? []).length > 0, { timeout: 30_000 });
}
