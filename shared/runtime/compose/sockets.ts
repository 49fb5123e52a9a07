import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { dynamodbLiveConnections } from "../../adapters/connections/dynamodb-live-connections.ts";
import { dynamodbTickets } from "../../adapters/tickets/dynamodb-tickets.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { Tickets } from "../../ports/tickets.ts";
import type { Needed } from "../settings.ts";

export function composeTickets(settings: Needed<"AIMI_TICKETS_TABLE">): Tickets {
  return dynamodbTickets(new DynamoDBClient(awsClientOptions), settings.AIMI_TICKETS_TABLE);
}

export function composeLiveConnections(
  settings: Needed<"AIMI_CONNECTIONS_TABLE" | "AIMI_CONNECTIONS_URL">,
): LiveConnections {
  const { AIMI_CONNECTIONS_TABLE: table, AIMI_CONNECTIONS_URL: endpoint } = settings;
  const client = new DynamoDBClient(awsClientOptions);
  const management = new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint });
  return dynamodbLiveConnections({
    client,
    table,
    connections: dynamodbConnections(client, table),
    frames: apiGatewayFrameSender(management),
  });
}
