import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { tenantUserOf } from "./tenant-user.ts";

export type SocketItem = Record<string, AttributeValue>;
export type Narrowing = { readonly filter: string; readonly values: SocketItem } | null;

/** A person's, or those that a key opened. */
export type WhoseSockets = Parameters<typeof tenantUserOf>[0] | { readonly keyId: string };

/** All such sockets that the table has, or those of them that a filter lets through. */
export async function querySockets(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  whose: WhoseSockets,
  narrowing: Narrowing,
): Promise<SocketItem[]> {
  const [index, attribute, value] =
    "keyId" in whose ? ["by-key", "key_id", whose.keyId] : ["by-user", "tenant_user", tenantUserOf(whose)];
  const found: SocketItem[] = [];
  let start: SocketItem | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `${attribute} = :owner`,
        ...(narrowing && { FilterExpression: narrowing.filter }),
        ExpressionAttributeValues: { ":owner": { S: value }, ...narrowing?.values },
        ExclusiveStartKey: start,
      }),
    );
    found.push(...Items);
    start = LastEvaluatedKey;
  } while (start);
  return found;
}
