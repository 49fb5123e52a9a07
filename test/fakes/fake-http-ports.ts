import { socketAnnouncements } from "#shared/adapters/connections/socket-announcements.ts";
import { createSighting } from "#shared/domain/health/check-health.ts";
import { rememberDepths } from "#shared/domain/health/remember-depths.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { fakeAccessTokens } from "./fake-access-tokens.ts";
import { fakeApiKeys } from "./fake-api-keys.ts";
import { fakeAppleAccounts } from "./fake-apple-accounts.ts";
import { fakeAppleIds } from "./fake-apple-ids.ts";
import { fakeArchive } from "./fake-archive.ts";
import { fakeAuditLog } from "./fake-audit-log.ts";
import { fakeCalendarFeeds } from "./fake-calendar-feeds.ts";
import { fakeChatModel } from "./fake-chat-model.ts";
import { createFakeChatStore } from "./fake-chat-store.ts";
import { fakeClock } from "./fake-clock.ts";
import { createFakeCoachStore } from "./fake-coach-store.ts";
import { fakeConnections } from "./fake-connections.ts";
import { fakeConsents } from "./fake-consents.ts";
import { fakeConversations } from "./fake-conversations.ts";
import { fakeDeadLetters } from "./fake-dead-letters.ts";
import { fakeDeletions } from "./fake-deletions.ts";
import { fakeEmbedder } from "./fake-embedder.ts";
import { fakeEvents } from "./fake-events.ts";
import { fakeFailedJobs } from "./fake-failed-jobs.ts";
import { fakeFrameSender } from "./fake-frame-sender.ts";
import { fakeGate } from "./fake-front-door.ts";
import { fakeGoals } from "./fake-goals.ts";
import { fakeGraph } from "./fake-graph.ts";
import { fakeIds } from "./fake-ids.ts";
import { fakeJobQueue } from "./fake-job-queue.ts";
import { fakeKeptAnswers } from "./fake-kept-answers.ts";
import { fakeLiveConnections } from "./fake-live-connections.ts";
import { fakeLog } from "./fake-log.ts";
import { fakeMemories } from "./fake-memories.ts";
import { fakeMemoryIndex } from "./fake-memory-index.ts";
import { createFakeMemoryStore } from "./fake-memory-store.ts";
import { fakeMessages } from "./fake-messages.ts";
import { fakeMigrationQueue } from "./fake-migration-queue.ts";
import { fakeMigrations } from "./fake-migrations.ts";
import { createFakePeopleStore } from "./fake-people-store.ts";
import { fakePersonRecords } from "./fake-person-records.ts";
import { fakeDatabaseProbe, fakeModelProbe, fakeQueueProbe } from "./fake-probes.ts";
import { fakePushDevices } from "./fake-push-devices.ts";
import { fakeQueryVectors } from "./fake-query-vectors.ts";
import { fakeReembedding } from "./fake-reembedding.ts";
import { createFakeReminderStore } from "./fake-reminder-store.ts";
import { fakeReminders } from "./fake-reminders.ts";
import { fakeRetentionPolicies } from "./fake-retention-policies.ts";
import { fakeRetentionQueue } from "./fake-retention-queue.ts";
import { fakeRetentionRuns } from "./fake-retention-runs.ts";
import { createFakeRetentionStore } from "./fake-retention-store.ts";
import { fakeRetentionWork } from "./fake-retention-work.ts";
import { fakeSignIns } from "./fake-sign-ins.ts";
import { fakeTasks } from "./fake-tasks.ts";
import { fakeTenantUsers } from "./fake-tenant-users.ts";
import { fakeTenants } from "./fake-tenants.ts";
import { fakeTickets } from "./fake-tickets.ts";
import { fakeTotals } from "./fake-totals.ts";
import { fakeTurnQueue } from "./fake-turn-queue.ts";
import { fakeTurnStream } from "./fake-turn-stream.ts";
import { fakeUnkeptTurns } from "./fake-unkept-turns.ts";
import { fakeUsageLedger } from "./fake-usage-ledger.ts";
import { fakeUserStates } from "./fake-user-states.ts";
import { fakeUsers } from "./fake-users.ts";

/** All that the front doors need, on one store and one clock. */
export function fakeHttpPorts() {
  const clock = fakeClock();
  const store = createFakeMemoryStore();
  const tenants = fakeTenants(store);
  const apiKeys = fakeApiKeys(store, tenants);
  const gate = fakeGate(clock);
  const queueProbe = fakeQueueProbe();
  const retention = createFakeRetentionStore(store);
  const people = createFakePeopleStore(store);
  const coach = createFakeCoachStore(people);
  const chat = createFakeChatStore(people);
  const connections = fakeConnections();
  const frames = fakeFrameSender();
  const turnStream = fakeTurnStream({ gate, clock });
  return {
    store,
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
    messages: fakeMessages(store),
    memories: fakeMemories(store),
    conversations: fakeConversations(store),
    calendarFeeds: fakeCalendarFeeds(people),
    graph: fakeGraph(store),
    reminders: fakeReminders(createFakeReminderStore(people)),
    announcements: socketAnnouncements({ audience: connections, connections, frames }),
    goals: fakeGoals(coach),
    tasks: fakeTasks(coach),
    events: fakeEvents(coach),
    usage: fakeUsageLedger(chat),
    unkeptTurns: fakeUnkeptTurns(chat),
    model: fakeChatModel(["Fine."]),
    index: fakeMemoryIndex(store),
    embedder: fakeEmbedder(),
    clientEmbedder: fakeEmbedder(),
    jobs: fakeJobQueue(["memory-jobs", "reminders"]),
    failedJobs: fakeFailedJobs(store),
    reembedding: fakeReembedding(store),
    deadLetters: fakeDeadLetters(),
    migrations: fakeMigrations(),
    migrationQueue: fakeMigrationQueue(),
    queryVectors: fakeQueryVectors(),
    tenants,
    people,
    users: fakeUsers(people),
    userStates: fakeUserStates(people),
    pushDevices: fakePushDevices(people),
    consents: fakeConsents(people),
    personRecords: fakePersonRecords(people),
    deletions: fakeDeletions(people),
    tenantUsers: fakeTenantUsers(people),
    auditLog: fakeAuditLog(people),
    appleIds: fakeAppleIds(),
    appleAccounts: fakeAppleAccounts(store),
    archive: fakeArchive(store),
    retentionPolicies: fakeRetentionPolicies(retention),
    retentionRuns: fakeRetentionRuns(retention),
    retentionWork: fakeRetentionWork(retention),
    retentionQueue: fakeRetentionQueue(),
    apiKeys,
    keyRegister: apiKeys,
    keptAnswers: fakeKeptAnswers(store.tenants),
    accessTokens: fakeAccessTokens(clock),
    signIns: fakeSignIns(store, tenants, people),
    gate,
    revocations: gate,
    tickets: fakeTickets(),
    liveConnections: fakeLiveConnections(),
    connections,
    frames,
    turnStream,
    turnBroadcast: turnStream,
    turnQueue: fakeTurnQueue(),
    databaseProbe: fakeDatabaseProbe(),
    modelProbe: fakeModelProbe(),
    queueProbe,
    rememberedQueues: rememberDepths(queueProbe, clock),
    tally: createTally(clock),
    totals: fakeTotals(),
    sightings: { database: createSighting(clock), llm: createSighting(clock) },
  };
}
