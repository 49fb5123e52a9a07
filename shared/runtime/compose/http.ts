import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresKeyRegister } from "../../adapters/postgres/postgres-key-register.ts";
import { postgresMemoryIndex } from "../../adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "../../adapters/postgres/postgres-messages.ts";
import { postgresProbe } from "../../adapters/postgres/postgres-probe.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsQueueProbe } from "../../adapters/queues/sqs-queue-probe.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createSighting, type Sighting } from "../../domain/health/check-health.ts";
import { rememberDepths } from "../../domain/health/remember-depths.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { modelOnDemand } from "../model-on-demand.ts";
import { onDemand } from "../on-demand.ts";
import { composeAccessTokens } from "./access-tokens.ts";
import { composeApple } from "./apple.ts";
import { composeEmbedder } from "./model.ts";
import { listQueues, queueSettings } from "./queues.ts";
import {
  composeGate,
  composeQueryVectors,
  composeRevocations,
  composeTotals,
  redisSettings,
} from "./redis.ts";

// Of these a request seldom needs any: a cold start does without.
const memories = () => import("../../adapters/postgres/memories/postgres-memories.ts");
const reembedding = () => import("../../adapters/postgres/reembedding/postgres-reembedding.ts");
const apiKeys = () => import("../../adapters/postgres/postgres-api-keys.ts");
const signIns = () => import("../../adapters/postgres/sign-ins/postgres-sign-ins.ts");
const appleAccounts = () => import("../../adapters/postgres/apple/postgres-apple-accounts.ts");
const archive = () => import("../../adapters/postgres/retention/postgres-archive.ts");
const retentionQueue = () => import("../../adapters/queues/sqs-retention-queue.ts");
const policies = () => import("../../adapters/postgres/retention/postgres-retention-policies.ts");
const runs = () => import("../../adapters/postgres/retention/postgres-retention-runs.ts");
const people = () => import("../../adapters/postgres/people/people.ts");
const work = () => import("../../adapters/postgres/retention/postgres-retention-work.ts");
const tenants = () => import("../../adapters/postgres/postgres-tenants.ts");
const failedJobs = () => import("../../adapters/postgres/postgres-failed-jobs.ts");
const deadLetters = () => import("../../adapters/queues/sqs-dead-letters.ts");
const modelProbe = () => import("../../adapters/model/models-endpoint-probe.ts");
const chatModel = () => import("./chat-model.ts");
const sockets = () => import("./sockets.ts");
const chat = () => import("./chat-doors.ts");
const conversations = () => import("../../adapters/postgres/conversations/postgres-conversations.ts");
const keptAnswers = () => import("../../adapters/postgres/kept-answers/postgres-kept-answers.ts");
const userStates = () => import("../../adapters/postgres/user-states/postgres-user-states.ts");
const calendar = () => import("../../adapters/postgres/calendar/postgres-calendar-feeds.ts");
const reminders = () => import("../../adapters/postgres/reminders/postgres-reminders.ts");
const announcements = () => import("./announcements.ts");
const coach = () => import("../../adapters/postgres/coach/coach.ts");
const migrations = () => import("./migration-doors.ts");
const graph = () => import("../../adapters/postgres/graph/postgres-graph.ts");
const unkeptTurns = () => import("../../adapters/postgres/turns/postgres-unkept-turns.ts");
const usageLedger = () => import("../../adapters/postgres/postgres-usage-ledger.ts");

/** What the front doors need, HTTP and stream alike. */
export async function composeHttp() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_JWT_SECRET",
    ...queueSettings,
    "AIMI_TICKETS_TABLE",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
  );
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const tally = createTally(systemClock);
  const sightings = { database: createSighting(systemClock), llm: createSighting(systemClock) };
  const database = createDatabase({
    url: settings.DATABASE_URL,
    onOutcome: noteIn(sightings.database),
  });
  const sqs = new SQSClient(awsClientOptions);
  const queues = listQueues(settings);
  const queueProbe = sqsQueueProbe(sqs, queues);
  const model = { baseUrl: settings.AIMI_LLM_BASE_URL, apiKey: settings.AIMI_LLM_API_KEY ?? "none" };
  return {
    settings,
    ports: {
      messages: postgresMessages(database),
      memories: onDemand(async () => (await memories()).postgresMemories(database)),
      index: postgresMemoryIndex(database),
      embedder: composeEmbedder(settings, {
        attempts: 1,
        purpose: "search",
        tally,
        onOutcome: noteIn(sightings.llm),
      }),
      // With a breaker of its own: what a client asks too much of the model costs no search its vector.
      clientEmbedder: composeEmbedder(settings, { attempts: 2, purpose: "client", tally }),
      jobs: sqsJobQueue(sqs, {
        "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL,
        "session-jobs": settings.AIMI_SESSION_JOBS_QUEUE_URL,
        "learning-jobs": settings.AIMI_LEARNING_JOBS_QUEUE_URL,
        reminders: settings.AIMI_REMINDERS_QUEUE_URL,
      }),
      failedJobs: onDemand(async () => (await failedJobs()).postgresFailedJobs(database)),
      reembedding: onDemand(async () => (await reembedding()).postgresReembedding(database)),
      deadLetters: onDemand(async () => (await deadLetters()).sqsDeadLetters(sqs, queues)),
      migrations: onDemand(async () => (await migrations()).composeMigrationState(database)),
      migrationQueue: onDemand(async () => (await migrations()).composeMigrationQueue(settings, sqs)),
      queryVectors: composeQueryVectors(settings, tally),
      apiKeys: onDemand(async () => (await apiKeys()).postgresApiKeys(database)),
      keyRegister: postgresKeyRegister(database),
      keptAnswers: onDemand(async () => (await keptAnswers()).postgresKeptAnswers(database)),
      conversations: onDemand(async () => (await conversations()).postgresConversations(database)),
      userStates: onDemand(async () => (await userStates()).postgresUserStates(database)),
      calendarFeeds: onDemand(async () => (await calendar()).postgresCalendarFeeds(database)),
      reminders: onDemand(async () => (await reminders()).postgresReminders(database)),
      announcements: onDemand(async () => (await announcements()).composeAnnouncements(settings)),
      goals: onDemand(async () => (await coach()).postgresGoals(database)),
      tasks: onDemand(async () => (await coach()).postgresTasks(database)),
      events: onDemand(async () => (await coach()).postgresEvents(database)),
      graph: onDemand(async () => (await graph()).postgresGraph(database)),
      usage: onDemand(async () => (await usageLedger()).postgresUsageLedger(database)),
      accessTokens: composeAccessTokens(settings),
      signIns: onDemand(async () => (await signIns()).postgresSignIns(database)),
      tenants: onDemand(async () => (await tenants()).postgresTenants(database)),
      appleIds: composeApple(settings, log),
      appleAccounts: onDemand(async () => (await appleAccounts()).postgresAppleAccounts(database)),
      archive: onDemand(async () => (await archive()).postgresArchive(database)),
      retentionPolicies: onDemand(async () => (await policies()).postgresRetentionPolicies(database)),
      retentionRuns: onDemand(async () => (await runs()).postgresRetentionRuns(database)),
      retentionWork: onDemand(async () => (await work()).postgresRetentionWork(database)),
      users: onDemand(async () => (await people()).postgresUsers(database)),
      pushDevices: onDemand(async () => (await people()).postgresPushDevices(database)),
      consents: onDemand(async () => (await people()).postgresConsents(database)),
      personRecords: onDemand(async () => (await people()).postgresPersonRecords(database)),
      deletions: onDemand(async () => (await people()).postgresDeletions(database)),
      tenantUsers: onDemand(async () => (await people()).postgresTenantUsers(database)),
      auditLog: onDemand(async () => (await people()).postgresAuditLog(database)),
      retentionQueue: onDemand(async () =>
        (await retentionQueue()).sqsRetentionQueue(sqs, settings.AIMI_RETENTION_JOBS_QUEUE_URL),
      ),
      gate: composeGate(settings),
      revocations: composeRevocations(settings),
      tickets: onDemand(async () => (await sockets()).composeTickets(settings)),
      liveConnections: onDemand(async () => (await sockets()).composeLiveConnections(settings)),
      connections: onDemand(async () => (await sockets()).composeConnections(settings)),
      frames: onDemand(async () => (await sockets()).composeFrames(settings)),
      turnStream: onDemand(async () => (await chat()).composeTurnStream(settings)),
      turnBroadcast: onDemand(async () => (await chat()).composeTurnBroadcast(settings)),
      turnQueue: onDemand(async () => (await chat()).composeTurnQueue(settings, sqs)),
      unkeptTurns: onDemand(async () => (await unkeptTurns()).postgresUnkeptTurns(database)),
      model: modelOnDemand(async () => (await chatModel()).composeChatModel(settings, { tally })),
      databaseProbe: postgresProbe(database),
      modelProbe: onDemand(async () => (await modelProbe()).modelsEndpointProbe(model)),
      queueProbe,
      rememberedQueues: rememberDepths(queueProbe, systemClock),
      tally,
      totals: composeTotals(settings),
      sightings,
      clock: systemClock,
      ids: uuidv7Ids(systemClock),
      log,
    },
  };
}

function noteIn(sighting: Sighting) {
  return (answered: boolean) => sighting.note(answered ? "ok" : "unavailable");
}
