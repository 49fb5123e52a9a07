import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../ports/clock.ts";
import type { Audience, HearingSocket } from "../../ports/connections.ts";
import { systemClock } from "../system/system-clock.ts";
import { dynamodbConnections } from "./dynamodb-connections.ts";
import { querySockets, type SocketItem } from "./query-sockets.ts";

export function dynamodbAudience(
  client: DynamoDBClient,
  table: string,
  clock: Clock = systemClock,
): Audience {
  const connections = dynamodbConnections(client, table);
  const sockets = { client, table };

  const nowSeconds = () => Math.floor(clock.now() / 1_000);

  // DynamoDB drops what has expired up to two days late: whoever comes by takes it away.
  async function openOf(items: readonly SocketItem[]): Promise<HearingSocket[]> {
    const { open = [], expired = [] } = Object.groupBy(items, ({ expires_at }) =>
      Number(expires_at?.N) <= nowSeconds() ? "expired" : "open",
    );
    await Promise.all(expired.map(({ connection_id }) => connections.remove(connection_id!.S!)));
    const now = clock.now();
    return open.map(toHearing).filter(({ listensUntil }) => listensUntil === null || listensUntil > now);
  }

  return {
    // A socket that has closed meanwhile must not come back as half an item.
    async hear(connectionId, conversationId) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { connection_id: { S: connectionId } },
            UpdateExpression: "ADD conversations :conversation",
            ConditionExpression: "attribute_exists(connection_id)",
            ExpressionAttributeValues: { ":conversation": { SS: [conversationId] } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async find({ conversationId, ...whose }) {
      const values = { ":conversation": { S: conversationId }, ":now": { N: String(nowSeconds()) } };
      const filter = "contains(conversations, :conversation) OR expires_at <= :now";
      return await openOf(await querySockets(sockets, whose, { filter, values }));
    },

    async findAll(whose) {
      return await openOf(await querySockets(sockets, whose, null));
    },
  };
}

function toHearing({ connection_id, token_expires_at }: SocketItem): HearingSocket {
  return {
    connectionId: connection_id!.S!,
    listensUntil: token_expires_at === undefined ? null : Number(token_expires_at.N),
  };
}
