import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresKeyRegister } from "../../adapters/postgres/postgres-key-register.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { dynamodbTickets } from "../../adapters/tickets/dynamodb-tickets.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeAccessTokens } from "./access-tokens.ts";
import { composeGate, composeTotals, redisSettings } from "./redis.ts";

export async function composeWsAuthorizer() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_JWT_SECRET",
    "AIMI_TICKETS_TABLE",
  );
  return {
    settings,
    ports: {
      tickets: dynamodbTickets(new DynamoDBClient(awsClientOptions), settings.AIMI_TICKETS_TABLE),
      keyRegister: postgresKeyRegister(createDatabase({ url: settings.DATABASE_URL })),
      accessTokens: composeAccessTokens(settings),
      gate: composeGate(settings),
      tally: createTally(systemClock),
      totals: composeTotals(settings),
      clock: systemClock,
      log: createLogger(settings.AIMI_LOG_LEVEL),
    },
  };
}
