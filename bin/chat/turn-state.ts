import type { MemoryUsed, TurnError, TurnFrame, Usage } from "./heard-frame.ts";

type FrameInOrder = TurnFrame & { readonly turn_id: string; readonly seq: number };

/** A turn as far as it was heard and shown. */
export interface Turn {
  readonly messageId: string;
  readonly turnId?: string;
  readonly conversationId?: string;
  /** The last frame of the current run. */
  readonly lastSeq: number;
  /** The words of the current run. */
  readonly said: string;
  readonly tools: number;
  /** What stands on the screen, which a run before this one may have put there. */
  readonly shown: { readonly words: string; readonly tools: number };
  /** Frames that came before the ones they follow. */
  readonly held: ReadonlyMap<number, FrameInOrder>;
}

export interface Done {
  readonly type: "done";
  readonly text: string;
  readonly finishReason: string;
  readonly memories: readonly MemoryUsed[];
  readonly usage?: Usage | undefined;
}

export type Happening =
  | { readonly type: "accepted"; readonly conversationId: string }
  | { readonly type: "words"; readonly text: string }
  /** What was shown is void: the words that follow begin anew. */
  | { readonly type: "again" }
  | { readonly type: "tool"; readonly name: string; readonly arguments?: unknown }
  /** Frames after `lastSeq` are missing. */
  | { readonly type: "gap" }
  /** The server does not know the turn. */
  | { readonly type: "unknown" }
  | Done
  | { readonly type: "failed"; readonly error: TurnError };

export interface Step {
  readonly turn: Turn;
  readonly happenings: readonly Happening[];
}

const noRun = { lastSeq: 0, said: "", tools: 0, held: new Map() } as const;

export function newTurn(messageId: string): Turn {
  return { messageId, ...noRun, shown: { words: "", tools: 0 } };
}

/** What a frame changes in a turn, and what there is to show of it. */
export function takeFrame(turn: Turn, frame: TurnFrame): Step {
  if (frame.type === "chat.accepted") {
    return frame.id === turn.messageId ? beginRun(turn, frame) : nothing(turn);
  }
  if (!isInOrder(frame)) return takeComplaint(turn, frame);
  if (frame.turn_id !== turn.turnId || frame.seq <= turn.lastSeq) return nothing(turn);
  const held = new Map(turn.held).set(frame.seq, frame);
  if (frame.seq === turn.lastSeq + 1) return takeHeld({ ...turn, held });
  return { turn: { ...turn, held }, happenings: turn.held.size === 0 ? [{ type: "gap" }] : [] };
}

function beginRun(turn: Turn, frame: TurnFrame & { readonly type: "chat.accepted" }): Step {
  const { turn_id: turnId, conversation_id: conversationId } = frame;
  return {
    turn: { ...turn, ...noRun, turnId, conversationId },
    happenings: [{ type: "accepted", conversationId }],
  };
}

function isInOrder(
  frame: Exclude<TurnFrame, { type: "chat.accepted" }>,
): frame is typeof frame & FrameInOrder {
  return frame.turn_id !== undefined && frame.seq !== undefined;
}

/** An error that ends no turn by its place: it answers a frame of ours. */
function takeComplaint(turn: Turn, frame: TurnFrame): Step {
  if (frame.type !== "chat.error") return nothing(turn);
  const answersAny = frame.id === undefined && frame.turn_id === undefined && frame.delivery_id === undefined;
  const isUnknown = frame.error.code === "not_found";
  if (turn.turnId === undefined) {
    const isOurs = frame.id === turn.messageId || (answersAny && !isUnknown);
    return isOurs ? { turn, happenings: [{ type: "failed", error: frame.error }] } : nothing(turn);
  }
  const isOurs = answersAny || frame.turn_id === turn.turnId;
  return isOurs && isUnknown ? { turn, happenings: [{ type: "unknown" }] } : nothing(turn);
}

function takeHeld(turn: Turn): Step {
  const happenings: Happening[] = [];
  let current = turn;
  for (;;) {
    const frame = current.held.get(current.lastSeq + 1);
    if (!frame) return { turn: current, happenings };
    const held = new Map(current.held);
    held.delete(frame.seq);
    const step = takeNext({ ...current, held, lastSeq: frame.seq }, frame);
    current = step.turn;
    happenings.push(...step.happenings);
  }
}

function takeNext(turn: Turn, frame: FrameInOrder): Step {
  switch (frame.type) {
    case "chat.delta":
      return takeWords(turn, turn.said + frame.text, false);
    case "chat.tool":
      return takeTool(turn, frame);
    case "chat.done": {
      const { finish_reason: finishReason, memories, usage } = frame;
      return takeReply(turn, { type: "done", text: frame.text ?? turn.said, finishReason, memories, usage });
    }
    case "chat.error":
      return { turn, happenings: [{ type: "failed", error: frame.error }] };
    default:
      return nothing(turn);
  }
}

/** The end of a turn with all of its words. */
export function takeReply(turn: Turn, done: Done): Step {
  const step = takeWords(turn, done.text, true);
  return { turn: step.turn, happenings: [...step.happenings, done] };
}

/** Shows what is new; a run that says the same as the one before it shows nothing twice. */
function takeWords(turn: Turn, said: string, isAll: boolean): Step {
  const { words, tools } = turn.shown;
  if (said === words || (!isAll && words.startsWith(said))) return nothing({ ...turn, said });
  const next = { ...turn, said, shown: { words: said, tools } };
  if (said.startsWith(words))
    return { turn: next, happenings: [{ type: "words", text: said.slice(words.length) }] };
  return { turn: next, happenings: [{ type: "again" }, { type: "words", text: said }] };
}

function takeTool(turn: Turn, frame: FrameInOrder & { readonly type: "chat.tool" }): Step {
  const tools = turn.tools + 1;
  if (tools <= turn.shown.tools) return nothing({ ...turn, tools });
  const tool: Happening = { type: "tool", name: frame.name, arguments: frame.arguments };
  return { turn: { ...turn, tools, shown: { ...turn.shown, tools } }, happenings: [tool] };
}

function nothing(turn: Turn): Step {
  return { turn, happenings: [] };
}
