import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { dynamodbLiveConnections } from "../../adapters/connections/dynamodb-live-connections.ts";
import { dynamodbTickets } from "../../adapters/tickets/dynamodb-tickets.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { Tickets } from "../../ports/tickets.ts";

export function composeTickets(table: string): Tickets {
  return dynamodbTickets(new DynamoDBClient(awsClientOptions), table);
}

export function composeLiveConnections({ table, url }: { table: string; url: string }): LiveConnections {
  const client = new DynamoDBClient(awsClientOptions);
  const management = new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint: url });
  return dynamodbLiveConnections({
    client,
    table,
    connections: dynamodbConnections(client, table),
    frames: apiGatewayFrameSender(management),
  });
}
