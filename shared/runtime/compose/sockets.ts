import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { dynamodbLiveConnections } from "../../adapters/connections/dynamodb-live-connections.ts";
import { dynamodbTickets } from "../../adapters/tickets/dynamodb-tickets.ts";
import type { Connections, FrameSender } from "../../ports/connections.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { Tickets } from "../../ports/tickets.ts";
import type { Needed } from "../settings.ts";

export function composeTickets(settings: Needed<"AIMI_TICKETS_TABLE">): Tickets {
  return dynamodbTickets(new DynamoDBClient(awsClientOptions), settings.AIMI_TICKETS_TABLE);
}

export function composeLiveConnections(
  settings: Needed<"AIMI_CONNECTIONS_TABLE" | "AIMI_CONNECTIONS_URL">,
): LiveConnections {
  const table = settings.AIMI_CONNECTIONS_TABLE;
  const client = new DynamoDBClient(awsClientOptions);
  return dynamodbLiveConnections({
    client,
    table,
    connections: dynamodbConnections(client, table),
    frames: composeFrames(settings),
  });
}

export function composeConnections(settings: Needed<"AIMI_CONNECTIONS_TABLE">): Connections {
  return dynamodbConnections(new DynamoDBClient(awsClientOptions), settings.AIMI_CONNECTIONS_TABLE);
}

export function composeFrames(settings: Needed<"AIMI_CONNECTIONS_URL">): FrameSender {
  const endpoint = settings.AIMI_CONNECTIONS_URL;
  return apiGatewayFrameSender(new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint }));
}
