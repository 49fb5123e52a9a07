import { setTimeout as sleep } from "node:timers/promises";
import { IdempotencyMismatch } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Completion } from "../../ports/completion.ts";
import type { Knock, KnockAnswer, Rate } from "../../ports/front-door.ts";
import type { Acceptance, Accepted, TurnStream, UnderKey } from "../../ports/turn-stream.ts";
import type { ActingUser } from "../../ports/users.ts";
import { deriveConversationId, deriveTurnId, nameConversation } from "../access/derive-ids.ts";
import type { Carry } from "../access/front-door.ts";
import { askStream } from "./ask-stream.ts";

interface Needs {
  readonly turnStream: Pick<TurnStream, "accept">;
  readonly clock: Clock;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** What a door asks the gate for. */
export interface ChatVisit {
  readonly rates: readonly Rate[];
  readonly leavesWork: boolean;
}

/** How a door lets a message in: with the call that accepts it. Rejects whoever is refused. */
export type LetIn = <Answer extends { readonly knock: KnockAnswer | null }>(
  visit: ChatVisit,
  carry: Carry<Answer>,
) => Promise<Answer>;

export interface AcceptTurn {
  readonly person: ActingUser;
  readonly clientMessageId: string;
  readonly clientConversationId: string | undefined;
  readonly text: string;
  /** Where the client keeps its own history. */
  readonly completion?: Completion | undefined;
  readonly under: UnderKey | null;
  /** The client's id of the message that was sent before. */
  readonly after: string | undefined;
  readonly connectionId: string | null;
  /** When the token behind that socket ends. */
  readonly listensUntil: number | null;
  readonly requestId: string;
  /** What a person may send; 0 is any number. */
  readonly ratePerMinute: number;
  readonly letIn: LetIn;
}

export type AcceptedTurn = Extract<Accepted, { outcome: "accepted" | "known" }> & { readonly turnId: string };

const pollMs = 100;
const longestWaitMs = 5_000;
/** A look that fails is one of many: who waits looks again, until the time is over. */
const waiting: Accepted = { outcome: "waits", knock: null };

/**
 * Takes a message in, once, behind the one that it names, and behind what its devices are still told of its last run: a
 * message that is sent again is the same turn.
 */
export async function acceptTurn(ports: Needs, sent: AcceptTurn): Promise<AcceptedTurn> {
  const { wait = sleep } = ports;
  const turnId = deriveTurnId(sent.person.ownerId, sent.clientMessageId);
  const accept = (knock: Knock | null, insists = false) =>
    askStream(() => ports.turnStream.accept(toAcceptance(sent, { knock, insists, now: ports.clock.now() })));

  const rates = ratesOfChat(sent);
  let answer = await sent.letIn({ rates, leavesWork: true }, (knock) => accept(knock));
  const waitsUntil = ports.clock.now() + longestWaitMs;
  while (answer.outcome === "waits") {
    await wait(pollMs);
    if (ports.clock.now() >= waitsUntil) answer = await accept(null, true);
    else answer = await accept(null).catch(() => waiting);
  }
  // Whom the gate refuses, the door has turned away.
  if (answer.outcome === "refused") throw new Error("a message was refused, and its door let it in");
  if (answer.outcome === "mismatch") throw new IdempotencyMismatch();
  return { ...answer, turnId };
}

function toAcceptance(
  { person, clientMessageId, clientConversationId, text, completion, after, requestId, ...sent }: AcceptTurn,
  { knock, insists, now }: { knock: Knock | null; insists: boolean; now: number },
): Acceptance {
  const turnId = deriveTurnId(person.ownerId, clientMessageId);
  const named = clientConversationId ?? nameConversation(turnId);
  const letter = {
    turnId,
    clientMessageId,
    tenantId: person.tenantId,
    userId: person.userId,
    ownerId: person.ownerId,
    conversationId: deriveConversationId(person.ownerId, named),
    clientConversationId: named,
    text,
    ...(completion && { completion }),
    callerId: person.callerId,
    mayProvision: person.mayProvision,
    acceptedAt: now,
    requestId,
  };
  const { under, connectionId, listensUntil } = sent;
  // A message that names itself waits for nothing.
  const waits = after !== undefined && after !== clientMessageId;
  const afterTurnId = waits ? deriveTurnId(person.ownerId, after) : null;
  return { knock, letter, under, connectionId, listensUntil, afterTurnId, insists };
}

export function ratesOfChat({ person, ratePerMinute }: Pick<AcceptTurn, "person" | "ratePerMinute">): Rate[] {
  return ratePerMinute > 0 ? [{ name: `chat:${person.ownerId}`, perMinute: ratePerMinute }] : [];
}
