import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Connections } from "../../ports/connections.ts";

/** API Gateway closes every socket after two hours. */
const longestConnectionSeconds = 7_200;

export function dynamodbConnections(client: DynamoDBClient, table: string): Connections {
  return {
    async put(connection) {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            connection_id: { S: connection.connectionId },
            tenant_id: { S: connection.tenantId },
            user_id: { S: connection.userId },
            connected_at: { N: String(connection.connectedAt) },
            expires_at: { N: String(Math.ceil(connection.connectedAt / 1000) + longestConnectionSeconds) },
          },
        }),
      );
    },

    async remove(connectionId) {
      await client.send(
        new DeleteItemCommand({ TableName: table, Key: { connection_id: { S: connectionId } } }),
      );
    },
  };
}
