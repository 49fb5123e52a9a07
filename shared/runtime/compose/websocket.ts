import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresApiKeys } from "../../adapters/postgres/postgres-api-keys.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeAccessTokens } from "./access-tokens.ts";
import { composeGate, composeTotals, redisSettings } from "./redis.ts";

export async function composeWebSocket() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_JWT_SECRET",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
  );
  return {
    settings,
    ports: {
      connections: dynamodbConnections(new DynamoDBClient(awsClientOptions), settings.AIMI_CONNECTIONS_TABLE),
      frames: apiGatewayFrameSender(
        new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint: settings.AIMI_CONNECTIONS_URL }),
      ),
      keyRegister: postgresApiKeys(createDatabase({ url: settings.DATABASE_URL })),
      accessTokens: composeAccessTokens(settings),
      gate: composeGate(settings),
      tally: createTally(systemClock),
      totals: composeTotals(settings),
      clock: systemClock,
      log: createLogger(settings.AIMI_LOG_LEVEL),
    },
  };
}
