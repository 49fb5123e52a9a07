import { deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { ServerFrame } from "#shared/wire/frames/server-frame.ts";
import type { Dice } from "./dice.ts";
import { type Device, openDevice } from "./open-device.ts";
import type { PlannedMessage, PlannedPerson } from "./plan-run.ts";
import type { Script } from "./script.ts";
import { beginRun, createView, type TurnView, takeFrame } from "./turn-view.ts";

export interface SaidTurn {
  readonly message: PlannedMessage;
  readonly turnId: string;
  readonly view: TurnView;
  /** When its first chat.send left. */
  sentAt: number | null;
  sends: number;
  failures: number;
  /** Ended, and the person leaves it at that. */
  settled: boolean;
  /** Whether something is still to be heard of it. */
  waits: boolean;
  resumedAt: number;
  lastSendAt: number;
}

export interface ConversationOptions {
  readonly socketUrl: string;
  readonly tenantId: string;
  readonly person: PlannedPerson;
  readonly dice: Dice;
  readonly script: Script;
  /** Whether Redis loses all at some time of the run. */
  readonly losesRedis: boolean;
  complain(what: string): void;
}

export type Talker = ReturnType<typeof startTalking>;

const lookEveryMs = 60;

/** A person who says what is planned, over a device that follows the protocol, until each message has its ending. */
export function startTalking(options: ConversationOptions) {
  const { tenantId, person, dice, script, losesRedis, complain } = options;
  const { userId } = person;
  const ownerId = deriveOwnerId(tenantId, userId);
  const turns = new Map<string, SaidTurn>();
  for (const message of person.conversations.flat()) {
    const turnId = deriveTurnId(ownerId, message.id);
    const said = {
      sentAt: null,
      sends: 0,
      failures: 0,
      settled: false,
      waits: false,
      resumedAt: 0,
      lastSendAt: 0,
    };
    turns.set(turnId, { message, turnId, view: createView(), ...said });
  }
  const byMessage = new Map([...turns.values()].map((turn) => [turn.message.id, turn]));
  const url = `${options.socketUrl}?tenant_id=${tenantId}&user_id=${userId}`;
  const talkers: Device[] = [];
  let stopped = false;

  const talking = openDevice({
    url,
    name: userId,
    script,
    complain,
    reconnectMs: reconnecting(userId),
    onOpen: () => catchUp(),
    onFrame: (frame) => hear(frame),
  });
  talkers.push(talking);
  if (person.listensTwice) talkers.push(openListener());

  function reconnecting(device: string): () => number {
    let count = 0;
    return () => dice.between(`reconnect/${device}/${count++}`, 5, 300);
  }

  function send(turn: SaidTurn): void {
    if (!talking.isOpen()) return;
    const { id, conversation: conversation_id, text, before, namesBefore } = turn.message;
    turn.sends += 1;
    turn.waits = true;
    turn.lastSendAt = performance.now();
    turn.sentAt ??= turn.lastSendAt;
    turn.view.heardAt = turn.lastSendAt;
    const after = namesBefore && before !== undefined ? { after: before } : {};
    talking.send({ type: "chat.send", id, conversation_id, text, ...after });
  }

  function resume(turn: SaidTurn): void {
    turn.resumedAt = performance.now();
    talking.send({ type: "chat.resume", turn_id: turn.turnId, after: turn.view.last });
  }

  /** After it was cut off. A place in a run that failed is none in the next one, which was perhaps never accepted. */
  function catchUp(): void {
    for (const turn of turns.values()) {
      if (turn.sentAt === null || turn.settled) continue;
      if (turn.view.runs > 0 && turn.view.ending === null) resume(turn);
      else send(turn);
    }
  }

  function hear(frame: ServerFrame): void {
    if (isOfNoTurn(frame)) return;
    const turn = turns.get(frame.turn_id ?? "") ?? byMessage.get(("id" in frame && frame.id) || "");
    if (!turn)
      return void complain(`${userId} was sent ${frame.type} of a turn that is not theirs: ${frame.turn_id}`);
    turn.view.heardAt = performance.now();
    if (frame.type === "chat.accepted") return void begin(turn, frame);
    if (frame.type === "chat.error" && frame.seq === undefined) return void refused(turn, frame.error.code);
    const taken = takeFrame(turn.view, frame as typeof frame & { seq: number });
    if (taken === "gap" && performance.now() - turn.resumedAt > 400) resume(turn);
    if (taken === "taken" && turn.view.ending) end(turn);
    if (taken === "known" && frame.type === "chat.done") holdAgainst(turn, frame);
  }

  function begin(turn: SaidTurn, frame: Extract<ServerFrame, { type: "chat.accepted" }>): void {
    if (frame.id !== turn.message.id) complain(`${turn.message.id} was accepted as ${frame.id}`);
    if (frame.conversation_id !== turn.message.conversation) {
      complain(`${turn.message.id} was accepted in ${frame.conversation_id}`);
    }
    beginRun(turn.view);
    turn.settled = false;
    turn.waits = true;
    // Only the first answer to a message sent once is followed by frames without being asked for.
    if (turn.sends > 1 || turn.view.runs > 1) resume(turn);
  }

  function refused(turn: SaidTurn, code: string): void {
    if (code === "internal" || code === "validation_failed") complain(`${turn.message.id}: ${code}`);
    if (turn.settled) return;
    again(turn, dice.between(`refused/${turn.message.id}/${turn.sends}`, 20, 300));
  }

  function again(turn: SaidTurn, afterMs: number): void {
    const sends = turn.sends;
    // Should the socket be closed just then, it is sent once nothing was heard for long enough.
    turn.waits = true;
    setTimeout(() => {
      if (!stopped && !turn.settled && turn.sends === sends) send(turn);
    }, afterMs);
  }

  function end(turn: SaidTurn): void {
    const { view, message } = turn;
    turn.waits = false;
    if (view.ending?.type === "done") {
      const { text } = view.ending.done;
      if (text !== null && text !== view.text)
        complain(`${message.id} ended with "${text}" after "${view.text}"`);
      turn.settled = true;
      return;
    }
    turn.failures += 1;
    if (turn.failures > message.triesAfterError) turn.settled = true;
    else again(turn, dice.between(`again/${message.id}/${turn.failures}`, 0, 200));
  }

  function holdAgainst({ view, message }: SaidTurn, done: Extract<ServerFrame, { type: "chat.done" }>): void {
    if (view.ending?.type !== "done") return;
    const { message_id, text, seq } = view.ending.done;
    // An end that Redis has lost is told again in fewer frames.
    const isAsLong = seq === done.seq || losesRedis;
    if (message_id !== done.message_id || text !== done.text || !isAsLong)
      complain(`${message.id} ended twice, differently`);
  }

  function mayBegin({ message }: SaidTurn): boolean {
    const before = byMessage.get(message.before ?? "");
    if (!before) return true;
    if (message.sentOnce === "at_once") return before.sentAt !== null;
    // Of a turn that ended, chat.accepted may have been lost.
    return before.settled || (message.sentOnce === "accepted" && before.view.runs > 0);
  }

  /** Sends what is next, and again what nothing was heard of. */
  function look(): void {
    const now = performance.now();
    for (const turn of turns.values()) {
      if (turn.settled || !talking.isOpen()) continue;
      if (turn.sentAt === null) {
        if (mayBegin(turn)) begun(turn);
        continue;
      }
      const patienceMs = dice.between(`patience/${turn.message.id}/${turn.sends}`, 900, 2_500);
      const since = Math.max(turn.view.heardAt, turn.lastSendAt, turn.resumedAt);
      if (now - since > patienceMs && turn.waits) send(turn);
    }
  }

  function begun(turn: SaidTurn): void {
    send(turn);
    const { cancelledAfterMs } = turn.message;
    if (cancelledAfterMs === undefined) return;
    setTimeout(() => {
      if (!stopped) talking.send({ type: "chat.cancel", turn_id: turn.turnId });
    }, cancelledAfterMs);
  }

  /** A second device that says nothing, and hears all conversations. */
  function openListener(): Device {
    const views = new Map([...turns.keys()].map((turnId) => [turnId, createView()]));
    const listener: Device = openDevice({
      url,
      name: `${userId}'s second device`,
      script,
      complain,
      reconnectMs: reconnecting(`${userId}/second`),
      onOpen: () => {
        for (const [first] of person.conversations) {
          listener.send({ type: "chat.watch", conversation_id: first!.conversation });
        }
      },
      onFrame: (frame) => overhear(frame, views, listener),
    });
    return listener;
  }

  function overhear(frame: ServerFrame, views: ReadonlyMap<string, TurnView>, listener: Device): void {
    if (isOfNoTurn(frame) || (frame.type === "chat.error" && frame.seq === undefined)) return;
    const view = views.get(frame.turn_id ?? "");
    const turn = turns.get(frame.turn_id ?? "");
    if (!view || !turn)
      return void complain(`a listener was sent ${frame.type} of a turn that is not theirs`);
    if (frame.type === "chat.accepted") {
      if (frame.text !== undefined && frame.text !== turn.message.text)
        complain(`a listener read "${frame.text}"`);
      return void beginRun(view);
    }
    const taken = takeFrame(view, frame as typeof frame & { seq: number });
    if (taken === "gap") listener.send({ type: "chat.resume", turn_id: turn.turnId, after: view.last });
    const done = view.ending?.type === "done" ? view.ending.done : null;
    if (done && done.text !== null && done.text !== view.text) complain(`a listener heard "${view.text}"`);
  }

  const looking = setInterval(look, lookEveryMs);
  return {
    userId,
    turns: [...turns.values()],
    isSettled: () => [...turns.values()].every(({ settled }) => settled),
    cut(which: number): void {
      talkers[which % talkers.length]?.cut();
    },
    stop(): void {
      stopped = true;
      clearInterval(looking);
      for (const device of talkers) device.close();
    },
  };
}

function isOfNoTurn(frame: ServerFrame): frame is Exclude<ServerFrame, { turn_id?: string | undefined }> {
  const { type } = frame;
  return type === "pong" || type === "session.ended" || type === "reminder.due" || type === "reminder.closed";
}
