import type { HeardFrame, TurnError } from "./heard-frame.ts";
import type { Connection } from "./keep-connected.ts";
import { type Message, toFrame } from "./message.ts";
import { nextRemedy, type Remedy } from "./next-remedy.ts";
import { type Done, type Happening, newTurn, type Step, takeFrame, takeReply } from "./turn-state.ts";

export interface Silences {
  /** How long a message may stay unaccepted. */
  readonly unacceptedMs: number;
  /** How long an accepted turn may say nothing. */
  readonly runningMs: number;
  /** How long to wait for a turn that the server does not know. */
  readonly unknownMs: number;
}

const usualSilences: Silences = { unacceptedMs: 5_000, runningMs: 15_000, unknownMs: 2_000 };

export interface Following {
  readonly connection: Connection;
  readonly message: Message;
  readonly show: (happening: Happening) => void;
  /** The reply as the API has it, where the frames are gone. */
  readonly findReply: (conversationId: string, turnId: string) => Promise<Done | undefined>;
  readonly silences?: Silences | undefined;
}

export type Outcome = Done | { readonly type: "failed"; readonly error: TurnError };

export interface FollowedTurn {
  readonly outcome: Promise<Outcome>;
  readonly cancel: () => void;
}

const unknownAtMost = 5;
const lost: TurnError = { code: "not_found", message: "the server no longer knows this turn" };

/** Sends a message and stays with its turn, through lost connections and lost frames, until it ends. */
export function followTurn(following: Following): FollowedTurn {
  const { connection, message, show, findReply, silences = usualSilences } = following;
  const { promise: outcome, resolve } = Promise.withResolvers<Outcome>();
  let turn = newTurn(message.id);
  let timesSent = 0;
  let timesSilent = 0;
  let timesUnknown = 0;
  let isOvertaken = false;
  let isCancelled = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    timesSent += 1;
    connection.send(toFrame(message));
  }

  function resume(): void {
    connection.send({ type: "chat.resume", turn_id: turn.turnId, after: turn.lastSeq });
  }

  function sendCancel(): void {
    if (isCancelled && turn.turnId) connection.send({ type: "chat.cancel", turn_id: turn.turnId });
  }

  const remedies: Record<Remedy, () => void> = { send, resume, renew: connection.renew };

  function wait(ms: number, then: () => void): void {
    clearTimeout(timer);
    // The connection keeps the process alive; a turn that is left behind must not.
    timer = setTimeout(then, ms).unref();
  }

  function watch(): void {
    const isAccepted = turn.turnId !== undefined;
    wait(isAccepted ? silences.runningMs : silences.unacceptedMs, () => {
      if (connection.isOpen()) remedies[nextRemedy(isAccepted, timesSilent++)]();
      sendCancel();
      watch();
    });
  }

  function onOpen(): void {
    if (turn.turnId) resume();
    else send();
    sendCancel();
    watch();
  }

  function onFrame(frame: HeardFrame): void {
    if (frame.type === "reminder.due" || frame.type === "reminder.closed") return;
    if (!turn.turnId && "seq" in frame && frame.seq !== undefined) isOvertaken = true;
    const { lastSeq } = turn;
    apply(takeFrame(turn, frame));
    if (turn.lastSeq > lastSeq) timesUnknown = 0;
    const isProgress = turn.lastSeq > lastSeq || (frame.type === "chat.accepted" && frame.id === message.id);
    if (!isProgress || isOver) return;
    timesSilent = 0;
    watch();
  }

  function apply(step: Step): void {
    turn = step.turn;
    for (const happening of step.happenings) take(happening);
  }

  function take(happening: Happening): void {
    switch (happening.type) {
      case "accepted":
        // Neither the answer to a repeated message brings the frames, nor one that they overtook.
        if (timesSent > 1 || isOvertaken) resume();
        sendCancel();
        show(happening);
        break;
      case "gap":
        resume();
        break;
      case "unknown":
        void lookForReply();
        break;
      case "done":
      case "failed":
        end(happening);
        break;
      default:
        show(happening);
    }
  }

  /** The server may have finished the turn long ago, or be about to run it anew. */
  async function lookForReply(): Promise<void> {
    timesUnknown += 1;
    if (timesUnknown === 1) {
      send();
      return;
    }
    const { conversationId, turnId } = turn;
    const reply =
      conversationId && turnId ? await findReply(conversationId, turnId).catch(() => undefined) : undefined;
    if (isOver) return;
    if (reply) apply(takeReply(turn, reply));
    else if (timesUnknown > unknownAtMost) end({ type: "failed", error: lost });
    else waitForReply();
  }

  function waitForReply(): void {
    wait(silences.unknownMs, () => {
      send();
      watch();
    });
  }

  function end(ending: Outcome): void {
    isOver = true;
    clearTimeout(timer);
    connection.events.off("open", onOpen).off("frame", onFrame);
    resolve(ending);
  }

  function cancel(): void {
    isCancelled = true;
    sendCancel();
  }

  connection.events.on("open", onOpen).on("frame", onFrame);
  if (connection.isOpen()) onOpen();
  return { outcome, cancel };
}
