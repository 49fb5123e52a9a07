import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { TicketHolder, Tickets } from "../../ports/tickets.ts";

type Item = Record<string, AttributeValue>;

export function dynamodbTickets(client: DynamoDBClient, table: string): Tickets {
  return {
    async keep(ticketHash, holder, expiresAt) {
      const times = {
        good_until: { N: String(expiresAt) },
        expires_at: { N: String(Math.ceil(expiresAt / 1_000)) },
      };
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ticket_hash: { S: ticketHash }, ...times, ...toItem(holder) },
        }),
      );
    },

    // The condition asks for the time, since DynamoDB drops what has expired up to two days late.
    async take(ticketHash, now) {
      try {
        const { Attributes } = await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: { ticket_hash: { S: ticketHash } },
            ConditionExpression: "good_until > :now",
            ExpressionAttributeValues: { ":now": { N: String(now) } },
            ReturnValues: "ALL_OLD",
          }),
        );
        return Attributes ? toHolder(Attributes) : null;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return null;
        throw error;
      }
    },
  };
}

function toItem({ callerId, tenantId, userId, signIn, key, tenantRatePerMinute: rate }: TicketHolder): Item {
  return {
    caller_id: { S: callerId },
    tenant_id: { S: tenantId },
    user_id: { S: userId },
    ...(signIn && {
      sign_in_id: { S: signIn.id },
      token_issued_at: { N: String(signIn.issuedAt) },
      token_expires_at: { N: String(signIn.expiresAt) },
    }),
    ...(key && { key_id: { S: key.id }, key_hash: { S: key.hash } }),
    ...(rate !== undefined && { tenant_rate_per_minute: { N: String(rate) } }),
  };
}

function toHolder(item: Item): TicketHolder {
  const { sign_in_id, token_issued_at, token_expires_at, key_id, key_hash, tenant_rate_per_minute } = item;
  return {
    callerId: item.caller_id!.S!,
    tenantId: item.tenant_id!.S!,
    userId: item.user_id!.S!,
    ...(sign_in_id && {
      signIn: {
        id: sign_in_id.S!,
        issuedAt: Number(token_issued_at!.N),
        expiresAt: Number(token_expires_at!.N),
      },
    }),
    ...(key_id && { key: { id: key_id.S!, hash: key_hash!.S! } }),
    ...(tenant_rate_per_minute && { tenantRatePerMinute: Number(tenant_rate_per_minute.N) }),
  };
}
