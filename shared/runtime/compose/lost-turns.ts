import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { wireFrames } from "../../adapters/frames/wire-frames.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresTurns } from "../../adapters/postgres/turns/postgres-turns.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeDirtyMark, composeTotals, redisSettings } from "./redis.ts";
import { composeTurnStream } from "./turn-stream.ts";

/** What ends the turns that no runner could. */
export async function composeLostTurns() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    ...redisSettings,
  );
  const dynamodb = new DynamoDBClient(awsClientOptions);
  const { AIMI_CONNECTIONS_TABLE: table, AIMI_CONNECTIONS_URL: endpoint } = settings;
  return {
    turns: postgresTurns(createDatabase({ url: settings.DATABASE_URL })),
    stream: composeTurnStream(settings),
    encoder: wireFrames,
    frames: apiGatewayFrameSender(new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint })),
    connections: dynamodbConnections(dynamodb, table),
    audience: dynamodbAudience(dynamodb, table),
    embedder: { model: settings.AIMI_EMBEDDING_MODEL },
    dirtyMark: composeDirtyMark(settings),
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
