import { personOf } from "#shared/domain/access/person-of.ts";
import { ratesOfChat } from "#shared/domain/chat/accept-turn.ts";
import { answerUnkept } from "#shared/domain/chat/answer-unkept.ts";
import type { CompletionPart } from "#shared/ports/completion.ts";
import { chatRateOf } from "#shared/runtime/chat-rate.ts";
import { toTurnRules } from "#shared/runtime/turn-rules.ts";
import type { CompletionBody } from "#shared/wire/http/completions.ts";
import { beginTurn } from "../chat/begin-turn.ts";
import { streamEvents } from "../chat/stream-events.ts";
import type { Answer, Call } from "../route.ts";
import { toNamed } from "../routes/named.ts";
import { awaitFirst } from "./await-first.ts";
import { gatherCompletion } from "./gather-completion.ts";
import { hearTurn } from "./hear-turn.ts";
import { type AskedCompletion, toCompletion } from "./to-completion.ts";
import { toCompletionChunks } from "./to-completion-chunks.ts";
import { unkeptModel } from "./unkept-model.ts";

type CompletionCall = Call<
  unknown,
  { readonly tenant_id?: string | undefined; readonly user_id?: string | undefined },
  CompletionBody
>;

interface Speech {
  readonly id: string;
  readonly conversationId: string | null;
  readonly parts: AsyncGenerator<CompletionPart>;
  /** Nobody listens any more. */
  leave(): Promise<void>;
}

/** How long a stream waits for its first part, so that what fails at once is no stream. */
const patienceMs = 10_000;
/** What is left of an invocation to answer in order. */
const marginMs = 3_000;
/** CloudFront waits a minute for the first byte. */
const longestBehindEdgeMs = 55_000;

export async function answerCompletion(call: CompletionCall): Promise<Answer | Response> {
  const { body, settings, ports, requestId } = call;
  const isKept = body.store !== false && body.model !== unkeptModel(settings.AIMI_LLM_MODEL);
  const asked = toCompletion(body, {
    isKept,
    isRepeat: call.isRepeat,
    replacesPersona: call.caller.signIn === undefined,
    contextTokens: settings.AIMI_LLM_CONTEXT_TOKENS,
  });
  const remainingMs = remainingOf(call);
  const { id, conversationId, parts, leave } = await (isKept
    ? beginKept(call, asked)
    : beginUnkept(call, asked, remainingMs));
  const head = {
    id: `chatcmpl-${id}`,
    created: Math.floor(ports.clock.now() / 1_000),
    model: settings.AIMI_LLM_MODEL,
    conversationId,
  };
  if (body.stream) {
    const includesUsage = body.stream_options?.include_usage ?? false;
    const begun = await awaitFirst(parts, patienceMs).catch(async (error: unknown) => {
      await leave();
      throw error;
    });
    const events = toCompletionChunks(begun, { head, includesUsage, requestId });
    const times = { remainingMs: call.remainingMs(), requestId };
    return streamEvents({ events, followed: { leave }, ...times, log: ports.log });
  }
  const ending = Number.isFinite(remainingMs) ? setTimeout(() => void leave(), remainingMs) : undefined;
  try {
    return { status: 200, body: await gatherCompletion(parts, head) };
  } finally {
    clearTimeout(ending);
    await leave();
  }
}

function remainingOf({ body, settings, remainingMs }: CompletionCall): number {
  const left = remainingMs() - marginMs;
  const isHurried = !body.stream && settings.AIMI_ORIGIN_SECRET !== undefined;
  return isHurried ? Math.min(left, longestBehindEdgeMs) : left;
}

/** A turn as every other: its runner runs it, and what is said in it is kept. */
async function beginKept(
  call: CompletionCall,
  { text, completion, conversation }: AskedCompletion,
): Promise<Speech> {
  const { body } = call;
  const said = {
    tenant_id: body.tenant_id,
    user_id: body.user_id,
    message: text,
    conversation_id: conversationOf(call, conversation),
  };
  const { turn, followed } = await beginTurn({ ...call, body: said }, completion);
  return {
    id: turn.turnId,
    conversationId: turn.clientConversationId,
    parts: hearTurn(followed.says(0)),
    leave: followed.leave,
  };
}

async function beginUnkept(
  call: CompletionCall,
  { text, completion, conversation }: AskedCompletion,
  remainingMs: number,
): Promise<Speech> {
  const { caller, query, body, ports, settings, requestId } = call;
  const person = personOf(caller, toNamed(query), toNamed(body));
  await call.passBy({
    rates: ratesOfChat({ person, ratePerMinute: chatRateOf(settings) }),
    leavesWork: false,
  });
  const leaving = new AbortController();
  const parts = answerUnkept(ports, {
    person,
    clientConversationId: conversationOf(call, conversation),
    ...{ text, completion, rules: toTurnRules(settings), requestId },
    // The model gives up before this call does, and says why.
    remainingMs: remainingMs - 1_000,
    signal: leaving.signal,
  });
  return { id: ports.ids.next(), conversationId: null, parts, leave: async () => leaving.abort() };
}

function conversationOf({ body, conversationId }: CompletionCall, derived: string): string {
  return body.metadata?.conversation_id ?? conversationId ?? derived;
}
