import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { postgresConversations } from "../../adapters/postgres/conversations/postgres-conversations.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeChatModel } from "./model.ts";
import { composeTotals, redisSettings } from "./redis.ts";

export async function composeSessionJobs() {
  const settings = await loadSettings("DATABASE_URL", "AIMI_SESSION_JOBS_QUEUE_URL", ...redisSettings);
  const tally = createTally(systemClock);
  return {
    conversations: postgresConversations(createDatabase({ url: settings.DATABASE_URL })),
    chatModel: composeChatModel(settings, { tally }),
    redelivery: sqsRedelivery(new SQSClient(awsClientOptions), settings.AIMI_SESSION_JOBS_QUEUE_URL),
    tally,
    totals: composeTotals(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
