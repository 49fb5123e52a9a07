import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { ConnectionSweep } from "../../ports/connections.ts";

const itemsPerCall = 25;

export function dynamodbConnectionSweep(client: DynamoDBClient, table: string): ConnectionSweep {
  /** What DynamoDB leaves undone is left to the next sweep. */
  async function drop(ids: readonly string[]): Promise<number> {
    const deletions = ids.map((id) => ({ DeleteRequest: { Key: { connection_id: { S: id } } } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: deletions } }),
    );
    return ids.length - (UnprocessedItems?.[table]?.length ?? 0);
  }

  return {
    async sweep(now) {
      let swept = 0;
      let start: Record<string, AttributeValue> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: "expires_at <= :now",
            ExpressionAttributeValues: { ":now": { N: String(Math.floor(now / 1_000)) } },
            ProjectionExpression: "connection_id",
            ExclusiveStartKey: start,
          }),
        );
        const ids = Items.map(({ connection_id }) => connection_id!.S!);
        for (let at = 0; at < ids.length; at += itemsPerCall) {
          swept += await drop(ids.slice(at, at + itemsPerCall));
        }
        start = LastEvaluatedKey;
      } while (start);
      return swept;
    },
  };
}
