import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { tenantUserOf } from "./tenant-user.ts";

export type SocketItem = Record<string, AttributeValue>;
export type Narrowing = { readonly filter: string; readonly values: SocketItem } | null;

const index = "by-user";

/** All sockets of a person that the table has, or those of them that a filter lets through. */
export async function querySockets(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  whose: Parameters<typeof tenantUserOf>[0],
  narrowing: Narrowing,
): Promise<SocketItem[]> {
  const found: SocketItem[] = [];
  let start: SocketItem | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: "tenant_user = :owner",
        ...(narrowing && { FilterExpression: narrowing.filter }),
        ExpressionAttributeValues: { ":owner": { S: tenantUserOf(whose) }, ...narrowing?.values },
        ExclusiveStartKey: start,
      }),
    );
    found.push(...Items);
    start = LastEvaluatedKey;
  } while (start);
  return found;
}
