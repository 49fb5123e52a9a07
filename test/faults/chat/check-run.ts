import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { deriveConversationId, deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import type { SaidTurn, Talker } from "./converse.ts";
import type { Lane } from "./start-lane.ts";
import type { World } from "./start-world.ts";
import type { Witness } from "./witness.ts";

interface Finished {
  readonly world: World;
  readonly lane: Lane;
  readonly tenantId: string;
  readonly talkers: readonly Talker[];
  readonly witness: Witness;
}

interface TurnRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly status: "running" | "done" | "failed";
  readonly attempt: number;
  readonly user_message_id: string;
  readonly reply_message_id: string | null;
  readonly outbox_id: string;
}

interface MessageRow {
  readonly id: string;
  readonly turn_id: string;
  readonly role: string;
  readonly content: string;
  readonly status: "complete" | "cancelled" | "failed";
}

interface OutboxRow {
  readonly id: string;
  readonly queue: string;
  readonly body: {
    readonly kind?: string;
    readonly message_ids?: string[];
    readonly conversation_id?: string;
  };
}

/** Holds what the stores have and what the people saw against what was promised. */
export async function checkRun(run: Finished): Promise<string[]> {
  const rows = await readRows(run);
  const { turns, messages, outbox } = rows;
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const said = run.talkers.flatMap((talker) => talker.turns);
  const complaints = said.flatMap((each) => checkTurn(each, byId.get(each.turnId), messages));
  const known = new Set(said.map(({ turnId }) => turnId));
  for (const { id } of turns)
    if (!known.has(id)) complaints.push(`there is a turn that nobody asked for: ${id}`);
  for (const talker of run.talkers) complaints.push(...checkOrder(run, talker, byId, messages));
  return [
    ...complaints,
    ...checkJobs(outbox, turns, messages),
    ...checkLeft(rows),
    ...(await checkRedis(run, turns)),
  ];
}

function checkTurn(
  { message, turnId, view, settled, sentAt }: SaidTurn,
  row: TurnRow | undefined,
  messages: readonly MessageRow[],
): string[] {
  const { id } = message;
  if (sentAt === null) return [`${id} was never sent`];
  if (!settled) return [`${id} never ended for who said it`];
  if (!row) return [`${id} is not stored, and its person was told ${view.ending?.type}`];
  const complaints: string[] = [];
  const own = messages.filter(({ turn_id }) => turn_id === turnId);
  const asked = own.filter(({ role }) => role === "user");
  const replies = own.filter(({ role }) => role === "assistant");
  const whole = replies.filter(({ status }) => status !== "failed");
  if (asked.length !== 1) complaints.push(`${id} is stored ${asked.length} times`);
  if (asked.some(({ content }) => content !== message.text))
    complaints.push(`${id} is stored as another text`);
  if (row.status === "running") complaints.push(`${id} is still running`);
  if (whole.length !== (row.status === "done" ? 1 : 0))
    complaints.push(`${id} is ${row.status} with ${whole.length} replies`);
  if (replies.length > row.attempt)
    complaints.push(`${id} has ${replies.length} replies in ${row.attempt} runs`);
  const ending = view.ending;
  if (ending?.type !== row.status)
    return [...complaints, `${id} is ${row.status}, and its person was told ${ending?.type}`];
  if (ending.type === "failed") return complaints;
  const [reply] = whole;
  const { message_id, text, finish_reason, seq } = ending.done;
  if (message_id !== row.reply_message_id || message_id !== reply?.id)
    complaints.push(`${id} was told another reply`);
  if (view.text !== reply?.content)
    complaints.push(`${id} was told "${view.text}" and has "${reply?.content}"`);
  if (text !== null && text !== reply?.content) complaints.push(`${id} ended with another text`);
  if (seq !== view.last) complaints.push(`${id} ended with seq ${seq} after ${view.last}`);
  const isCancelled = reply?.status === "cancelled";
  if (isCancelled !== (finish_reason === "cancelled"))
    complaints.push(`${id} is ${reply?.status} and was told ${finish_reason}`);
  if (reply?.status === "complete" && !view.text.includes(message.text.split(" ")[0]!)) {
    complaints.push(`${id} was answered as if it were another: "${view.text}"`);
  }
  return complaints;
}

/** Whoever was accepted before begins before, and is stored before. */
function checkOrder(
  { witness }: Finished,
  talker: Talker,
  rows: ReadonlyMap<string, TurnRow>,
  messages: readonly MessageRow[],
): string[] {
  const order = witness.order();
  const place = (turnId: string) => order.indexOf(turnId);
  const messageOf = (turnId: string) => rows.get(turnId)?.user_message_id ?? "";
  const replyOf = (turnId: string) =>
    messages.find(({ turn_id, role }) => turn_id === turnId && role === "assistant");
  const byMessage = new Map(talker.turns.map((turn) => [turn.message.id, turn]));
  return talker.turns.flatMap((turn) => {
    const before = byMessage.get(turn.message.before ?? "");
    if (!before || !comesAfter(turn, before, witness)) return [];
    const complaints: string[] = [];
    const names = `${before.message.id} and ${turn.message.id}`;
    if (place(before.turnId) >= 0 && place(before.turnId) > place(turn.turnId))
      complaints.push(`${names} began in the wrong order`);
    if (messageOf(before.turnId) > messageOf(turn.turnId))
      complaints.push(`${names} are stored in the wrong order`);
    const [first, second] = [rows.get(before.turnId), rows.get(turn.turnId)];
    const ranOnce = first?.attempt === 1 && second?.attempt === 1;
    const [reply, next] = [replyOf(before.turnId), replyOf(turn.turnId)];
    if (ranOnce && reply && next && reply.id > next.id)
      complaints.push(`${names} were answered in the wrong order`);
    return complaints;
  });
}

const longestWaitForBeforeMs = 4_900;

/** Not where Redis lost, with all else, that the first was accepted, or where it was not seen in time. */
function comesAfter(turn: SaidTurn, before: SaidTurn, witness: Witness): boolean {
  if (turn.sentAt === null || before.sentAt === null) return false;
  if (witness.wasForgotten(before.turnId)) return false;
  if (turn.message.sentOnce !== "at_once") return true;
  const accepted = witness.acceptedAt(before.turnId) ?? Number.POSITIVE_INFINITY;
  return turn.message.namesBefore && accepted - turn.sentAt < longestWaitForBeforeMs;
}

function checkJobs(
  outbox: readonly OutboxRow[],
  turns: readonly TurnRow[],
  messages: readonly MessageRow[],
): string[] {
  const complaints: string[] = [];
  const titles = new Set<string>();
  for (const { id, queue, body } of outbox) {
    // Their names hold them to one each; checkLeft looks whether they are there.
    if (body.kind === "end_session" || body.kind === "learn") continue;
    if (queue === "session-jobs") {
      const conversation = body.conversation_id ?? "";
      if (titles.has(conversation)) complaints.push("a conversation has two jobs for a title");
      titles.add(conversation);
      continue;
    }
    const turn = turns.find(({ outbox_id }) => outbox_id === id);
    if (!turn) complaints.push(`the outbox has a job of no turn: ${id}`);
    const own = new Set(messages.filter(({ turn_id }) => turn_id === turn?.id).map((message) => message.id));
    if (!body.message_ids?.every((message) => own.has(message)))
      complaints.push(`a job names messages of another turn: ${id}`);
  }
  return complaints;
}

/** Each session has the job of its end, and what was said waits to be learnt from, each message once. */
function checkLeft({ sessions, unlearned, outbox, messages }: Rows): string[] {
  const jobs = new Set(outbox.map(({ id }) => id));
  const unwatched = sessions.filter(({ id }) => !jobs.has(id));
  const said = messages.filter(
    ({ role, status, content }) => role === "user" || (status !== "failed" && content !== ""),
  );
  const waiting = new Set(unlearned.map(({ message_id }) => message_id));
  const missed = said.filter(({ id }) => !waiting.has(id));
  return [
    ...unwatched.map(({ id }) => `nobody would end the session ${id}`),
    ...missed.map(({ id }) => `nothing would be learnt from ${id}`),
    ...(waiting.size > said.length ? ["what nobody said waits to be learnt from"] : []),
  ];
}

/**
 * No letter waits whose turn has not ended, and no turn that its conversation takes for running. A letter that came
 * again for a turn that has ended may lie there for a day: whoever brings it to a runner has the end told again.
 */
async function checkRedis(
  { lane, tenantId, talkers }: Finished,
  rows: readonly TurnRow[],
): Promise<string[]> {
  const complaints: string[] = [];
  const ended = new Set(rows.filter(({ status }) => status !== "running").map(({ id }) => id));
  for (const { userId, turns } of talkers) {
    const ownerId = deriveOwnerId(tenantId, userId);
    for (const name of new Set(turns.map(({ message }) => message.conversation))) {
      const key = `aimi:${tenantId}:conversation:${deriveConversationId(ownerId, name)}`;
      const letters = await lane.raw.lrange(`${key}:unbegun`, 0, -1);
      const unbegun = letters.filter((turnId) => !ended.has(turnId)).length;
      const running = await lane.raw.get<string>(`${key}:running`);
      if (unbegun > 0) complaints.push(`${name} has ${unbegun} letters that nobody has begun`);
      if (running) complaints.push(`${name} takes ${running} for running`);
    }
  }
  return complaints;
}

async function readRows({ world, tenantId }: Finished) {
  const database = createDatabase({ url: world.databaseUrl });
  const read = <Row>(text: string) =>
    database.query<Row>({ scope: "tenant", tenantId }, { text, values: [tenantId] });
  const turns = await read<TurnRow>(
    `select id, conversation_id, status, attempt, user_message_id, reply_message_id, outbox_id
      from turns where tenant_id = $1 order by user_message_id`,
  );
  const messages = await read<MessageRow>(
    "select id, turn_id, role, content, status from messages where tenant_id = $1 order by id",
  );
  const outbox = await database.query<OutboxRow>(
    { scope: "system" },
    { text: "select id, queue, body from outbox where tenant_id = $1", values: [tenantId] },
  );
  const sessions = await read<{ readonly id: string }>("select id from sessions where tenant_id = $1");
  const unlearned = await read<{ readonly message_id: string }>(
    "select message_id from unlearned where tenant_id = $1",
  );
  return { turns, messages, outbox, sessions, unlearned };
}

type Rows = Awaited<ReturnType<typeof readRows>>;
