import { createHash } from "node:crypto";
import { toAccepted } from "#functions/websocket/to-accepted.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import type { AcceptedTurn, AcceptTurn } from "#shared/domain/chat/accept-turn.ts";
import type { FollowedTurn } from "#shared/domain/chat/follow-turn.ts";
import { postFrame } from "#shared/domain/chat/post-frame.ts";
import { sendLetters } from "#shared/domain/chat/send-letters.ts";
import { streamTurn } from "#shared/domain/chat/stream-turn.ts";
import type { Completion } from "#shared/ports/completion.ts";
import { chatRateOf } from "#shared/runtime/chat-rate.ts";
import type { Call } from "../route.ts";
import { toNamed } from "../routes/named.ts";

interface Names {
  readonly tenant_id?: string | undefined;
  readonly user_id?: string | undefined;
}
interface Said extends Names {
  readonly id?: string | undefined;
  readonly message: string;
  readonly conversation_id?: string | null | undefined;
}
export type SayCall = Call<unknown, Names, Said>;
type Name = Pick<AcceptTurn, "clientMessageId" | "under">;

export interface BegunTurn {
  readonly clientMessageId: string;
  readonly turn: AcceptedTurn;
  readonly followed: FollowedTurn;
}

/** Takes a message in, tells the person's sockets that hear the conversation, and sends it on its way. */
export async function beginTurn(call: SayCall, completion?: Completion): Promise<BegunTurn> {
  const { caller, query, body, ports, settings, requestId, letIn } = call;
  const { clientMessageId, under } = nameMessage(call);
  const { turn, followed } = await streamTurn(ports, {
    person: personOf(caller, toNamed(query), toNamed(body)),
    clientMessageId,
    clientConversationId: body.conversation_id ?? undefined,
    text: body.message,
    completion,
    under,
    after: undefined,
    requestId,
    ratePerMinute: chatRateOf(settings),
    letIn,
  });
  try {
    // Until it is begun: whoever accepted it first may have died before anybody was told.
    if (turn.unbegun.length > 0) {
      // What is said again with what tools gave is shown already.
      const text = completion?.isSaidAgain ? null : turn.unbegun.at(-1)?.text;
      const accepted = toAccepted(clientMessageId, turn, text);
      await Promise.all(turn.listeners.map((listener) => postFrame(ports, listener, accepted)));
    }
    await sendLetters(ports, turn.unbegun);
    return { clientMessageId, turn, followed };
  } catch (error) {
    await followed.leave();
    throw error;
  }
}

/**
 * Under one Idempotency-Key of a caller a message is said once. One without an id of its own is named by the key and by
 * what it says: another day, another message is another turn.
 */
function nameMessage({ caller, body, idempotency, ports }: SayCall): Name {
  if (!idempotency) return { clientMessageId: body.id ?? ports.ids.next(), under: null };
  const { route, key, requestHash } = idempotency;
  const name = digest(caller.id, route, key);
  return { clientMessageId: body.id ?? `key:${digest(name, requestHash)}`, under: { name, requestHash } };
}

function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
