import { toAccepted } from "#functions/websocket/to-accepted.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { readTurn } from "#shared/domain/chat/read-turn.ts";
import type { Call } from "../route.ts";
import { toNamed } from "../routes/named.ts";
import { beginTurn, type SayCall } from "./begin-turn.ts";
import { streamEvents } from "./stream-events.ts";
import { toChunks } from "./to-chunks.ts";
import { toEvents } from "./to-events.ts";

type FollowCall = Call<{ turn_id: string }, SayCall["query"], unknown>;

export async function answerChat(call: SayCall): Promise<Response> {
  const { turn, followed } = await beginTurn(call);
  const { requestId } = call;
  const events = toChunks(followed.says(0), { conversationId: turn.clientConversationId, requestId });
  return streamEvents({ events, followed, ...howItEnds(call) });
}

export async function answerTurn(call: SayCall): Promise<Response> {
  const { clientMessageId, turn, followed } = await beginTurn(call);
  // A run that begins now has said nothing yet, whatever the client heard of one before.
  const after = turn.outcome === "known" ? lastSeqOf(call) : 0;
  const events = toEvents(followed.says(after), toAccepted(clientMessageId, turn));
  return streamEvents({ events, followed, ...howItEnds(call) });
}

export async function answerFollow(call: FollowCall): Promise<Response> {
  const { caller, query, params, ports, requestId } = call;
  const person = personOf(caller, toNamed(query));
  const after = lastSeqOf(call);
  const followed = await readTurn(ports, { person, turnId: params.turn_id, after, requestId });
  return streamEvents({ events: toEvents(followed.says(after)), followed, ...howItEnds(call) });
}

function howItEnds({ ports, requestId, remainingMs }: Pick<SayCall, "ports" | "requestId" | "remainingMs">) {
  return { log: ports.log, requestId, remainingMs: remainingMs() };
}

function lastSeqOf({ lastEventId = "" }: Pick<SayCall, "lastEventId">): number {
  return /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
}
