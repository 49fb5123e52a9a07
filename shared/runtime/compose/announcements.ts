import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { socketAnnouncements } from "../../adapters/connections/socket-announcements.ts";
import type { Announcements } from "../../ports/announcements.ts";
import type { Needed } from "../settings.ts";
import { composeFrames } from "./sockets.ts";

export function composeAnnouncements(
  settings: Needed<"AIMI_CONNECTIONS_TABLE" | "AIMI_CONNECTIONS_URL">,
): Announcements {
  const client = new DynamoDBClient(awsClientOptions);
  const table = settings.AIMI_CONNECTIONS_TABLE;
  return socketAnnouncements({
    audience: dynamodbAudience(client, table),
    connections: dynamodbConnections(client, table),
    frames: composeFrames(settings),
  });
}
