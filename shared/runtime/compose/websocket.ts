import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeTotals, redisSettings } from "./redis.ts";

export async function composeWebSocket() {
  const settings = await loadSettings(...redisSettings, "AIMI_CONNECTIONS_TABLE", "AIMI_CONNECTIONS_URL");
  return {
    settings,
    ports: {
      connections: dynamodbConnections(new DynamoDBClient(awsClientOptions), settings.AIMI_CONNECTIONS_TABLE),
      frames: apiGatewayFrameSender(
        new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint: settings.AIMI_CONNECTIONS_URL }),
      ),
      tally: createTally(systemClock),
      totals: composeTotals(settings),
      clock: systemClock,
      log: createLogger(settings.AIMI_LOG_LEVEL),
    },
  };
}
