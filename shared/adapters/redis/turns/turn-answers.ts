import type { KnockAnswer } from "../../../ports/front-door.ts";
import type { WireFrame } from "../../../ports/turn-frames.ts";
import type { Letter } from "../../../ports/turn-queue.ts";
import type { Accepted, Flushed, ReadTurn, Resumed, Silenced } from "../../../ports/turn-stream.ts";
import type { SaidMessage } from "../../../ports/turns.ts";
import { toKnockAnswer } from "../knock-call.ts";

type KeptLetter = Omit<Letter, "turnId" | "attempt" | "conversationId" | "clientConversationId">;

export function packLetter(letter: Omit<Letter, "attempt">): string {
  const { turnId: _, conversationId: _first, clientConversationId: _named, ...kept } = letter;
  return JSON.stringify(kept satisfies KeptLetter);
}

type PackedLetter = [turnId: string, kept: string, attempt: number, conversationId: string, name: string];

/** The record says which conversation it is: a letter sent again may name another. */
function unpackLetter([turnId, kept, attempt, conversationId, name]: PackedLetter): Letter {
  const letter: KeptLetter = JSON.parse(kept);
  return { ...letter, turnId, attempt, conversationId, clientConversationId: name };
}

export type AcceptAnswer = [
  outcome: "refused" | "mismatch" | "waits" | "accepted" | "known",
  knocked: number[],
  conversationId: string,
  name: string,
  unbegun: PackedLetter[],
  listeners: string[],
  isNew: number,
];

export function toAccepted(answer: AcceptAnswer): Accepted {
  const [outcome, knocked, conversationId, clientConversationId, unbegun, listeners, isNew] = answer;
  const knock: KnockAnswer | null = knocked.length === 0 ? null : toKnockAnswer(knocked);
  if (outcome === "refused") return { outcome, knock: knock! };
  if (outcome === "mismatch" || outcome === "waits") return { outcome, knock };
  return {
    outcome,
    knock,
    clientConversationId,
    conversationId,
    unbegun: unbegun.map(unpackLetter),
    listeners,
    isNewListener: isNew === 1,
  };
}

/** The id stands before the rest, so that a script knows a message without reading it. */
export function packSaid({ id, ...message }: SaidMessage): string {
  return `${id} ${JSON.stringify(message)}`;
}

export function unpackSaid(kept: string): SaidMessage {
  const space = kept.indexOf(" ");
  return { id: kept.slice(0, space), ...JSON.parse(kept.slice(space)) };
}

export function unpackFrame(json: string): WireFrame {
  const body: WireFrame["body"] = JSON.parse(json);
  return { seq: Number(body.seq), body };
}

export type FlushAnswer =
  | [Silenced]
  | ["lost"]
  | ["written", stop: number, ...[connectionId: string, after: number, round: string][]];

export function toFlushed([outcome, stop, ...heard]: FlushAnswer): Flushed {
  if (outcome !== "written") return { outcome };
  const listeners = heard.map(([connectionId, after, round]) => ({ connectionId, after, round }));
  return { outcome, stopAsked: stop === 1, listeners };
}

export type ResumeAnswer = [] | [conversationId: string, isNew: number, frames?: string[]];

export function toResumed([conversationId, isNew, frames]: ResumeAnswer): Resumed {
  if (conversationId === undefined) return { outcome: "unknown" };
  const common = { conversationId, isNewListener: isNew === 1 };
  if (frames === undefined) return { outcome: "listening", ...common };
  return { outcome: "closed", ...common, frames: frames.map(unpackFrame) };
}

export type ReadAnswer = [] | [name: string, attempt: number, ended: number, frames: string[]];

export function toReadTurn(answer: ReadAnswer): ReadTurn | null {
  if (answer.length === 0) return null;
  const [clientConversationId, attempt, ended, frames] = answer;
  return { clientConversationId, attempt, closed: ended === 1, frames: frames.map(unpackFrame) };
}
