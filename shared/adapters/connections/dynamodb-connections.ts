import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Connections } from "../../ports/connections.ts";
import { tenantUserOf } from "./tenant-user.ts";

/** API Gateway closes every socket after two hours. */
const longestConnectionSeconds = 7_200;

export function dynamodbConnections(client: DynamoDBClient, table: string): Connections {
  return {
    async put({ connectionId, tenantId, userId, connectedAt, signInId, keyId, expiresAt }) {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            connection_id: { S: connectionId },
            tenant_id: { S: tenantId },
            user_id: { S: userId },
            tenant_user: { S: tenantUserOf({ tenantId, userId }) },
            connected_at: { N: String(connectedAt) },
            ...(signInId !== null && { sign_in_id: { S: signInId } }),
            // Left out where there is none: an index holds what has its key.
            ...(keyId !== undefined && { key_id: { S: keyId } }),
            ...(expiresAt !== null && { token_expires_at: { N: String(expiresAt) } }),
            expires_at: { N: String(Math.ceil(connectedAt / 1000) + longestConnectionSeconds) },
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
