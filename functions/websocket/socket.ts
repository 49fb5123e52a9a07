import { personOf } from "#shared/domain/access/person-of.ts";
import type { LetIn } from "#shared/domain/chat/accept-turn.ts";
import { askStream } from "#shared/domain/chat/ask-stream.ts";
import { type Posted, postFrame } from "#shared/domain/chat/post-frame.ts";
import { RateLimited } from "#shared/errors.ts";
import type { ServerFrame } from "#shared/wire/frames/server-frame.ts";
import type { Composed, SocketEvent } from "./socket-event.ts";
import { toCaller } from "./to-caller.ts";
import { tokenEndOf } from "./token-end-of.ts";

/** For the log: what the socket was sent in answer. */
export interface Answered {
  readonly reply: ServerFrame["type"] | "none";
  readonly outcome: Posted | "none";
}

export type Socket = ReturnType<typeof createSocket>;

/** The socket that a frame came by, and who holds it. */
export function createSocket(
  { connectionId, requestId, authorizer }: SocketEvent["requestContext"],
  { ports, frontDoor, chatRatePerMinute, loadReminders }: Composed,
) {
  if (!authorizer) throw new Error("no authorizer spoke for this socket");
  const caller = toCaller(authorizer);
  const person = personOf(caller);
  const { tenantId, userId } = person;

  const letIn: LetIn = async (visit, carry) => {
    const { allowance, answer } = await frontDoor.passWithin(
      { caller, tenantId, userId, requestId, ...visit },
      carry,
    );
    if (allowance?.refused) throw new RateLimited(allowance.resetSeconds);
    return answer;
  };

  return {
    connectionId,
    listensUntil: tokenEndOf(authorizer),
    requestId,
    person,
    ports,
    chatRatePerMinute,
    loadReminders,
    letIn,

    /** For frames whose own call asks nobody whether their sender may. */
    async passFrontDoor({ leavesWork = false } = {}): Promise<void> {
      await letIn({ rates: [], leavesWork }, async (knock) => ({
        knock: await askStream(() => ports.gate.knock(knock)),
      }));
    },

    async post(frame: ServerFrame): Promise<Answered> {
      return { reply: frame.type, outcome: await postFrame(ports, connectionId, frame) };
    },
  };
}
