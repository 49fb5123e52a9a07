import type { OpenedCheckIn } from "../../../ports/check-ins.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Audience, HearingSocket } from "../../../ports/connections.ts";
import type { FrameEncoder } from "../../../ports/frame-encoder.ts";
import type { Claimed } from "../../../ports/occurrences.ts";
import type { TurnQueue } from "../../../ports/turn-queue.ts";
import type { Accepted, TurnStream } from "../../../ports/turn-stream.ts";
import { deriveConversationId, deriveTurnId } from "../../access/derive-ids.ts";
import { askStream } from "../../chat/ask-stream.ts";
import { noteListener } from "../../chat/note-listener.ts";
import { type PostFrameNeeds, postFrame } from "../../chat/post-frame.ts";
import { sendLetters } from "../../chat/send-letters.ts";
import { nameCheckIn } from "./name-check-in.ts";

interface Needs extends PostFrameNeeds {
  readonly turnStream: Pick<TurnStream, "accept" | "watch">;
  readonly turnQueue: TurnQueue;
  readonly audience: Pick<Audience, "hear" | "findAll">;
  readonly encoder: Pick<FrameEncoder, "accepted">;
  readonly clock: Clock;
}

type Turn = Extract<Accepted, { outcome: "accepted" | "known" }>;

/**
 * A turn in which the coach speaks first, under an id of the delivery's: whoever opens it again finds that one. Every
 * socket of the person hears it from its start; its letter leaves last, and where anything fails the check-in is to be
 * opened again.
 */
export async function openCheckIn(ports: Needs, claimed: Claimed, requestId: string): Promise<OpenedCheckIn> {
  const clientMessageId = `check-in:${claimed.deliveryId}`;
  const turnId = deriveTurnId(claimed.recipient.ownerId, clientMessageId);
  const turn = await accept(ports, claimed, { turnId, clientMessageId, requestId });
  const sockets = await ports.audience.findAll(claimed.recipient);
  await Promise.all(sockets.map((socket) => watch(ports, socket, turn, requestId)));
  const told = await announce(ports, turn, sockets, { turnId, clientMessageId });
  await sendLetters(ports, turn.unbegun);
  return { turnId, told };
}

async function accept(
  { turnStream, clock }: Needs,
  { recipient, text, clientConversationId }: Claimed,
  ids: { readonly turnId: string; readonly clientMessageId: string; readonly requestId: string },
): Promise<Turn> {
  const named = clientConversationId ?? "check-ins";
  const letter = {
    ...ids,
    ...recipient,
    conversationId: deriveConversationId(recipient.ownerId, named),
    clientConversationId: named,
    text: nameCheckIn(text),
    opens: true as const,
    callerId: `user:${recipient.tenantId}/${recipient.userId}`,
    mayProvision: false,
    acceptedAt: clock.now(),
  };
  const nobody = { knock: null, under: null, connectionId: null, listensUntil: null };
  const unconditional = { ...nobody, afterTurnId: null, insists: true };
  const accepted = await askStream(() => turnStream.accept({ ...unconditional, letter }));
  if (accepted.outcome !== "accepted" && accepted.outcome !== "known")
    throw new Error("a check-in knocks at no door, has no key, and waits for no turn");
  return accepted;
}

async function watch(
  ports: Needs,
  { connectionId, listensUntil }: HearingSocket,
  { conversationId }: Turn,
  requestId: string,
): Promise<void> {
  const listener = { conversationId, connectionId, listensUntil, isTold: true } as const;
  const { isNewListener } = await askStream(() => ports.turnStream.watch(listener));
  await noteListener(ports, { connectionId, conversationId, isNewListener, requestId });
}

/** Once its runner has begun everybody has heard that it was accepted. */
async function announce(
  ports: Needs,
  { unbegun, clientConversationId }: Turn,
  sockets: readonly HearingSocket[],
  ids: { readonly turnId: string; readonly clientMessageId: string },
): Promise<number> {
  if (unbegun.length === 0) return sockets.length;
  const frame = ports.encoder.accepted({ ...ids, clientConversationId });
  const posted = await Promise.all(sockets.map(({ connectionId }) => postFrame(ports, connectionId, frame)));
  return posted.filter((outcome) => outcome === "sent").length;
}
