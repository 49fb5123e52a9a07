import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Connections, FrameSender } from "../../ports/connections.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import { tenantUserOf } from "./tenant-user.ts";

export interface LiveConnectionsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly connections: Connections;
  readonly frames: FrameSender;
}

const index = "by-user";
const messages = {
  unauthenticated: "you were signed out; sign in again",
  forbidden: "this account may not be used any more",
} as const;

export function dynamodbLiveConnections(options: LiveConnectionsOptions): LiveConnections {
  const { client, table, connections, frames } = options;

  async function find(tenantUser: string, signInId: string | undefined): Promise<string[]> {
    const found: string[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: "tenant_user = :owner",
          ...(signInId !== undefined && { FilterExpression: "sign_in_id = :sign_in" }),
          ExpressionAttributeValues: {
            ":owner": { S: tenantUser },
            ...(signInId !== undefined && { ":sign_in": { S: signInId } }),
          },
          ExclusiveStartKey: start,
        }),
      );
      found.push(...Items.map((item) => item.connection_id!.S!));
      start = LastEvaluatedKey;
    } while (start);
    return found;
  }

  return {
    async end(whose, code) {
      const ids = await find(tenantUserOf(whose), whose.signInId);
      const ended = await Promise.all(
        ids.map(async (id) => {
          // The log of its handshake is found by the same id.
          const error = { code, message: messages[code], request_id: id };
          const outcome = await frames.send(id, { type: "chat.error", error });
          if (outcome === "sent") await frames.close(id);
          await connections.remove(id);
          return outcome === "sent";
        }),
      );
      return ended.filter(Boolean).length;
    },
  };
}
