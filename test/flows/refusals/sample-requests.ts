import { allRoutes } from "#functions/http/routes/index.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import { type Answer, call, queryString } from "../call.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Fields;
  readonly body?: Fields;
  /** What it gets where that is not what its contract names first. */
  readonly answers?: number;
}

export const contracts: readonly Contract[] = (await allRoutes()).map(({ contract }) => contract);
export const guarded = contracts.filter(({ scope }) => scope !== "open");
export const titleOf = ({ method, path }: Contract) => `${method.toUpperCase()} ${path}`;

const nobodysId = "019a0000-0000-7000-8000-000000000000";

const othersId = "019a0000-0000-7000-8000-000000000001";

export interface CoachThings {
  readonly goalId: string;
  readonly taskId: string;
  readonly eventId: string;
  readonly reminderId: string;
  readonly checkInId: string;
  readonly notificationId: string;
}
const nobodys: CoachThings = {
  goalId: nobodysId,
  taskId: nobodysId,
  eventId: nobodysId,
  reminderId: nobodysId,
  checkInId: nobodysId,
  notificationId: nobodysId,
};

const exported = [
  {
    kind: "conversation",
    id: "imported",
    title: "A title",
    extraction: null,
    created_at: "2026-01-31T09:30:00Z",
  },
  { kind: "message", role: "user", content: "a good message", created_at: "2026-01-31T09:30:00Z" },
  { kind: "end", messages: 1 },
];

/** A good request for every route, from which the bad ones are made. A new route needs one here. */
export function samplesFor(
  tenant_id: string,
  messageId = nobodysId,
  memoryId = nobodysId,
  apiKeyId = nobodysId,
  runId = nobodysId,
  jobId = nobodysId,
  deviceId = nobodysId,
  pushDeviceId = nobodysId,
  deletionId = nobodysId,
  { goalId, taskId, eventId, reminderId, checkInId, notificationId }: CoachThings = nobodys,
): Readonly<Record<string, Sample>> {
  const draft = { tenant_id, conversation_id: "conversation", role: "user", content: "a good message" };
  const ann = { tenant_id, user_id: "ann" };
  const amy = { tenant_id, user_id: "amy" };
  const eve = { tenant_id, user_id: "eve" };
  return {
    createMessage: { body: draft },
    createMessages: { body: { messages: [draft, { ...draft, content: "another" }] } },
    getMessage: { params: { id: messageId }, query: { tenant_id } },
    searchMemory: { query: { tenant_id, query: "good" } },
    searchMemoryByBody: { body: { tenant_id, query: "good" } },
    createMemory: { body: { tenant_id, type: "fact", content: "a good memory" } },
    getMemory: { params: { id: memoryId }, query: { tenant_id } },
    editMemory: { params: { id: memoryId }, body: { tenant_id, content: "a better memory" } },
    getMemoryHistory: { params: { id: memoryId }, query: { tenant_id } },
    judgeMemory: { params: { id: memoryId }, body: { tenant_id, useful: true } },
    listMemories: { query: { tenant_id } },
    deleteMemory: { params: { id: memoryId }, query: { tenant_id } },
    clearMemory: { body: { tenant_id, conversation_id: "nobody-said-a-thing" } },
    clearMemoryShort: { body: { tenant_id, conversation_id: "nobody-said-a-thing" } },
    devSignIn: { body: { tenant_id: `${tenant_id}.app`, user_id: "ann" } },
    refreshTokens: { body: { refresh_token: `aimi_rt_${"A".repeat(43)}` }, answers: 401 },
    logout: { body: { ...ann, everywhere: true } },
    listDevices: { query: ann },
    endDevice: { params: { id: deviceId }, query: ann },
    getJwks: {},
    createApiKey: { body: { tenant_id, name: "a key", scopes: ["admin"] } },
    signInWithApple: { body: { identity_token: "a token", tenant_id }, answers: 503 },
    hearFromApple: { body: { payload: "a payload" }, answers: 503 },
    listApiKeys: { query: { tenant_id } },
    revokeApiKey: { params: { id: apiKeyId }, query: { tenant_id } },
    createTenant: { body: { id: `${tenant_id}.new`, name: "A tenant" } },
    listTenants: {},
    updateTenant: { params: { id: tenant_id }, body: { half_life_days: 30 } },
    listConversations: { query: eve },
    getConversation: { params: { id: "conversation" }, query: eve },
    changeConversation: { params: { id: "conversation" }, body: { ...eve, title: "A title" } },
    deleteConversation: { params: { id: "to-be-erased" }, query: eve },
    listConversationMessages: { params: { id: "conversation" }, query: eve },
    listConversationSessions: { params: { id: "conversation" }, query: eve },
    exportConversation: { params: { id: "conversation" }, query: eve },
    importConversation: { query: eve, body: { lines: exported } },
    summarizeConversation: { params: { id: "conversation" }, body: eve, answers: 202 },
    listGoals: { query: eve },
    createGoal: { body: { ...eve, title: "Run a marathon", target_date: "2026-06-30" } },
    getGoal: { params: { id: goalId }, query: eve },
    changeGoal: { params: { id: goalId }, body: { ...eve, progress: 10 } },
    listGoalTasks: { params: { id: goalId }, query: eve },
    createGoalTask: { params: { id: goalId }, body: { ...eve, title: "Buy shoes" } },
    deleteGoal: { params: { id: goalId }, query: { ...eve, tasks: "keep" } },
    listTasks: { query: eve },
    createTask: { body: { ...eve, title: "Buy shoes", due_at: "2026-01-31T09:30:00Z" } },
    getTask: { params: { id: taskId }, query: eve },
    changeTask: { params: { id: taskId }, body: { ...eve, status: "done" } },
    deleteTask: { params: { id: taskId }, query: eve },
    listEvents: { query: eve },
    createEvent: { body: { ...eve, title: "Dentist", starts_at: "2026-01-31T09:30:00Z" } },
    getEvent: { params: { id: eventId }, query: eve },
    changeEvent: { params: { id: eventId }, body: { ...eve, location: "Main St 1" } },
    deleteEvent: { params: { id: eventId }, query: eve },
    listReminders: { query: eve },
    createReminder: { body: { ...eve, text: "Stretch", due_at: "2100-01-31T09:30:00Z" } },
    getReminder: { params: { id: reminderId }, query: eve },
    changeReminder: { params: { id: reminderId }, body: { ...eve, text: "Jump" } },
    snoozeReminder: { params: { id: reminderId }, body: { ...eve, until: "2100-01-31T09:30:00Z" } },
    acknowledgeReminder: { params: { id: reminderId }, body: eve },
    cancelReminder: { params: { id: reminderId }, query: eve },
    listNotifications: { query: eve },
    getNotification: { params: { id: notificationId }, query: eve },
    changeNotification: { params: { id: notificationId }, body: { ...eve, state: "acknowledged" } },
    acknowledgeNotification: { params: { id: notificationId }, body: eve },
    deleteNotification: { params: { id: notificationId }, query: eve },
    listCheckIns: { query: eve },
    createCheckIn: { body: { ...eve, about: "sleep", due_at: "2100-01-31T09:30:00Z" } },
    getCheckIn: { params: { id: checkInId }, query: eve },
    changeCheckIn: { params: { id: checkInId }, body: { ...eve, about: "running" }, answers: 409 },
    cancelCheckIn: { params: { id: checkInId }, query: eve },
    getUserState: { query: amy },
    changeUserState: { body: { ...eve, profile: ["Lives in Berlin."] } },
    resetConversation: { body: { ...eve, conversation_id: "conversation" } },
    resetConversationShort: { body: { ...eve, conversation_id: "conversation" } },
    getGraph: { query: { tenant_id } },
    mergeEntities: { body: { tenant_id, from: nobodysId, into: othersId }, answers: 404 },
    openCalendarFeed: { query: eve },
    getCalendarFeed: { query: eve },
    closeCalendarFeed: { query: eve },
    readCalendar: { params: { file: `aimi_cal_${"A".repeat(43)}.ics` }, answers: 404 },
    getUsage: { query: { tenant_id } },
    listArchive: { query: { tenant_id } },
    restoreMessage: { params: { id: messageId }, query: { tenant_id } },
    chat: { body: { ...ann, message: "a good message" } },
    streamTurn: { body: { ...ann, message: "a good message" } },
    followTurn: { params: { turn_id: nobodysId }, query: ann, answers: 404 },
    getUser: { query: amy },
    changeUser: { body: { ...amy, name: "Anna", locale: "de-CH", time_zone: "Europe/Zurich" } },
    registerPushDevice: { body: { ...amy, token: "0f".repeat(32), platform: "apns" } },
    listPushDevices: { query: amy },
    removePushDevice: { params: { id: pushDeviceId }, query: amy },
    recordConsent: { params: { type: "health" }, body: { ...amy, granted: true } },
    listConsents: { query: amy },
    exportUser: { query: amy },
    deleteUser: { query: amy },
    listUsers: { query: { tenant_id } },
    disableUser: { params: { id: "leaver" }, body: { tenant_id, disabled: true } },
    eraseUser: { params: { id: "leaver" }, query: { tenant_id } },
    getDeletion: { params: { id: deletionId }, query: { tenant_id } },
    listSessions: { query: { tenant_id } },
    listAudit: { query: { tenant_id } },
    getRetentionPolicy: { params: { tenant: tenant_id } },
    setRetentionPolicy: { params: { tenant: tenant_id }, body: { delete: { archived_for_days: 30 } } },
    runRetention: { body: { tenant_id, dry_run: true } },
    listRetentionRuns: { query: { tenant_id } },
    getRetentionRun: { params: { id: runId }, query: { tenant_id } },
    listJobs: { query: { tenant_id } },
    retryJob: { params: { id: jobId }, query: { tenant_id } },
    redriveQueue: { params: { queue: "memory-jobs" }, query: { tenant_id } },
    reembed: { body: { tenant_id } },
    getMigrations: { query: { tenant_id } },
    runMigrations: { query: { tenant_id } },
    createChatCompletion: { body: { ...ann, messages: [{ role: "user", content: "a good message" }] } },
    listModels: { query: { tenant_id } },
    getModel: { params: { model: "aimi-offline-chat" }, query: { tenant_id } },
    createEmbeddings: { body: { tenant_id, input: ["a good text"] } },
    issueTicket: { query: { tenant_id, user_id: "ann" } },
    getHealth: {},
    getAdminHealth: {},
    getMetrics: {},
    getOpenapi: {},
    getDocs: {},
    getRedoc: {},
  };
}

/** The status that a sample gets from whoever may send it. */
export function goodStatusOf(contract: Contract, { answers }: Sample): number {
  return answers ?? Number(Object.keys(contract.responses)[0]);
}

export interface Change {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Fields;
  /** Text travels as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a route's sample, changed in one place. */
export function sendSample(
  url: string,
  contract: Contract,
  sample: Sample,
  change: Change = {},
): Promise<Answer> {
  const params = { ...sample.params, ...change.params };
  const path = contract.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const query = queryString({ ...sample.query, ...change.query });
  const given = "body" in change ? change.body : sample.body;
  const body = contract.bodyLines ? toLines(given) : given;
  return call(`${url}${path}${query && `?${query}`}`, {
    method: contract.method.toUpperCase(),
    ...(body !== undefined && { body }),
    headers: { ...(contract.bodyLines && { "content-type": "text/x-ndjson" }), ...change.headers },
  });
}

/** JSON Lines of what stands in `lines`; a body that is no list there is one line that is not right. */
function toLines(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const { lines } = body as { lines?: unknown };
  if (!Array.isArray(lines)) return JSON.stringify(lines) ?? "";
  return lines.map((line) => JSON.stringify(line)).join("\n");
}
