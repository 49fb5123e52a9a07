import { expect, test } from "vitest";
import type { TurnFrame } from "#shared/ports/turn-frames.ts";
import type { Restoration } from "#shared/ports/turn-stream.ts";
import type { SaidMessage } from "#shared/ports/turns.ts";
import { buildTurnKey } from "#test/builders/build-turn-letter.ts";
import {
  accept,
  closesDone,
  closesFailed,
  deltas,
  describeTurnStream,
  doneAt,
  errorAt,
  flushOf,
  heardBy,
  listenersOf,
  query,
  readSeqs,
  secondTurn,
  seqsOf,
  socketOf,
  toWire,
  turn,
} from "./turn-stream-subject.ts";

const said = (id: string, content = id): SaidMessage => ({
  id,
  role: "user",
  name: null,
  content,
  createdAt: 1_767_225_600_000,
});
const written = { outcome: "written" };
const [fenced, outrun, lost] = [{ outcome: "fenced" }, { outcome: "outrun" }, { outcome: "lost" }];
const secondAttempt = buildTurnKey({ attempt: 2 });

describeTurnStream("opening a turn", (make) => {
  test("finds neither buffer nor vector nor a wish to stop where there is none", async () => {
    const stream = make();
    await accept(stream, 1);
    expect(await stream.open(turn, query)).toEqual({ session: null, vector: null, stopAsked: false });
  });

  test("finds the vector of its text that a search has left", async () => {
    const stream = make();
    await stream.vectors.keep(query, [0.5, -1, 0.25]);
    expect((await stream.open(turn, query)).vector).toEqual([0.5, -1, 0.25]);
    expect((await stream.open(turn, { ...query, model: "n" })).vector).toBeNull();
  });

  test("makes a record of a turn that Redis does not know", async () => {
    const stream = make();
    await stream.open(turn, query);
    expect(await stream.flush(flushOf({ frames: deltas(1, 2) }))).toMatchObject(written);
    expect(await stream.read({ ...turn, after: 1 })).toMatchObject({
      clientConversationId: "c-1",
      attempt: 1,
      closed: false,
      frames: [{ seq: 2 }],
    });
  });

  test("knows that somebody asked to stop before", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.cancel(turn);
    expect(await stream.open(turn, query)).toMatchObject({ stopAsked: true });
  });

  test("leaves a later run as it is", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    await accept(stream, 1);
    await stream.cancel(turn);
    expect(await stream.open(turn, query)).toMatchObject({ stopAsked: false });
    expect((await accept(stream, 1)).unbegun).toMatchObject([{ attempt: 2 }]);
    expect(await stream.open(secondAttempt, query)).toMatchObject({ stopAsked: true });
  });

  test("of a later run leaves an earlier one behind", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    await stream.open(secondAttempt, query);
    expect(await readSeqs(stream)).toEqual([]);
    expect(await stream.flush(flushOf({ fence: 9, frames: deltas(4, 4) }))).toEqual(outrun);
  });

  test("does not open again what has ended", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [doneAt(1)], closes: closesDone }));
    await stream.open(turn, query);
    expect(await stream.read({ ...turn, after: 0 })).toMatchObject({ closed: true, frames: [{ seq: 1 }] });
  });
});

describeTurnStream("flushing frames", (make) => {
  test("keeps them in order, as they go over the wire", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [{ type: "delta", seq: 1, text: "Grüße 🦊\n" }] }));
    await stream.flush(flushOf());
    await stream.flush(flushOf({ frames: deltas(2, 2) }));
    expect((await stream.read({ ...turn, after: 0 }))?.frames).toEqual([
      { seq: 1, body: { type: "chat.delta", turn_id: "turn-1", seq: 1, text: "Grüße 🦊\n" } },
      { seq: 2, body: { type: "chat.delta", turn_id: "turn-1", seq: 2, text: "word 2 " } },
    ]);
  });

  test("keeps a frame once that comes twice, alone or with new ones", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    expect(await stream.flush(flushOf({ frames: deltas(1, 3) }))).toMatchObject(written);
    expect(await stream.flush(flushOf({ frames: deltas(2, 5) }))).toMatchObject(written);
    expect(await readSeqs(stream)).toEqual([1, 2, 3, 4, 5]);
  });

  test("writes nothing for a runner that another has followed", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ fence: 2, frames: deltas(1, 1) }));
    const late = flushOf({ fence: 1, frames: deltas(2, 2), gone: ["a"], closes: closesDone });
    await stream.watch({ ...turn, ...socketOf("a") });
    expect(await stream.flush(late)).toEqual(fenced);
    expect(await stream.flush(flushOf({ fence: 3, frames: deltas(2, 2) }))).toMatchObject(written);
    expect(await stream.flush(flushOf({ fence: 2, frames: deltas(3, 3) }))).toEqual(fenced);
    expect(await stream.read({ ...turn, after: 0 })).toMatchObject({ closed: false });
    expect(await readSeqs(stream)).toEqual([1, 2]);
    expect(await heardBy(stream, { fence: 3 })).toEqual({ a: 0 });
  });

  test("writes nothing for an earlier run", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    await accept(stream, 1);
    expect(await stream.flush(flushOf({ fence: 9, frames: deltas(2, 2) }))).toEqual(outrun);
    expect(await readSeqs(stream)).toEqual([]);
  });

  test("says that the record is gone, that it was made anew meanwhile, or that frames are missing", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 2) }));
    await stream.lose();
    expect(await stream.flush(flushOf({ frames: deltas(3, 3) }))).toEqual(lost);
    expect(await readSeqs(stream)).toBeNull();
    await accept(stream, 1);
    expect(await stream.flush(flushOf())).toEqual(lost);
    await stream.open(turn, query);
    expect(await stream.flush(flushOf({ frames: deltas(3, 3) }))).toEqual(lost);
    expect(await stream.flush(flushOf({ turn: secondAttempt, frames: deltas(1, 1) }))).toEqual(lost);
    expect(await readSeqs(stream)).toEqual([]);
  });

  test("says once somebody asked to stop", async () => {
    const stream = make();
    await stream.open(turn, query);
    expect(await stream.flush(flushOf())).toMatchObject({ stopAsked: false });
    expect(await stream.cancel(turn)).toBe("asked");
    expect(await stream.flush(flushOf())).toMatchObject({ stopAsked: true });
    expect(await stream.flush(flushOf())).toMatchObject({ stopAsked: true });
  });

  test("names who listens, and up to where each was served", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.watch({ ...turn, ...socketOf("a") });
    await stream.flush(flushOf({ frames: deltas(1, 4) }));
    await stream.resume({ ...turn, after: 4, ...socketOf("b") });
    const listeners = await listenersOf(stream, { frames: deltas(5, 9) });
    expect(listeners).toMatchObject([
      { connectionId: "a", after: 0 },
      { connectionId: "b", after: 4 },
    ]);
    const served = listeners.map((listener) => ({ ...listener, after: 9 }));
    expect(await heardBy(stream, { served })).toEqual({ a: 9, b: 9 });
    expect(await heardBy(stream, { served: listeners })).toEqual({ a: 9, b: 9 });
    expect(await heardBy(stream)).toEqual({ a: 9, b: 9 });
  });

  test("keeps the place of a socket that asked anew while it was served", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.resume({ ...turn, after: 0, ...socketOf("a") });
    const [before] = await listenersOf(stream, { frames: deltas(1, 9) });
    await stream.resume({ ...turn, after: 3, ...socketOf("a") });
    const served = [{ ...before!, after: 9 }];
    const [after] = await listenersOf(stream, { served });
    expect(after).toMatchObject({ connectionId: "a", after: 3 });
    expect(after?.round).not.toBe(before?.round);
    expect(await heardBy(stream, { served })).toEqual({ a: 3 });
    expect(await heardBy(stream, { served: [{ ...after!, after: 9 }] })).toEqual({ a: 9 });
  });

  test("names a socket no more where nobody is", async () => {
    const stream = make();
    await stream.open(turn, query);
    for (const connectionId of ["a", "b"]) await stream.watch({ ...turn, ...socketOf(connectionId) });
    expect(await heardBy(stream, { gone: ["a"] })).toEqual({ b: 0 });
    expect(await heardBy(stream, { gone: ["a"] })).toEqual({ b: 0 });
    expect(await accept(stream, 2, "c")).toMatchObject({ listeners: ["b"] });
  });

  test("lets a socket begin each turn of its conversation from the start", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 7) }));
    await stream.flush(flushOf({ served: [{ connectionId: "a", after: 7, round: "" }] }));
    await accept(stream, 2);
    await stream.open(secondTurn, query);
    expect(await heardBy(stream, { turn: secondTurn })).toEqual({ a: 0 });
    const served = [{ connectionId: "a", after: 1, round: "" }];
    expect(await heardBy(stream, { turn: secondTurn, frames: deltas(1, 1), served })).toEqual({ a: 1 });
    expect(await heardBy(stream)).toEqual({ a: 7 });
  });

  test("closes the turn with its last frame, and takes none after it", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.cancel(turn);
    const last = flushOf({ frames: [...deltas(1, 2), doneAt(3)], closes: closesDone });
    expect(await stream.flush(last)).toMatchObject({ ...written, stopAsked: true });
    expect(await stream.read({ ...turn, after: 0 })).toMatchObject({ closed: true });
    expect(await stream.cancel(turn)).toBe("closed");
    expect(await stream.flush(flushOf({ fence: 2, frames: [errorAt(4)], closes: closesFailed }))).toEqual(
      fenced,
    );
    expect(await stream.flush(last)).toMatchObject(written);
    expect(await readSeqs(stream)).toEqual([1, 2, 3]);
  });

  test("forgets a closed turn after ten minutes, and a running one not", async () => {
    const stream = make();
    for (const key of [turn, secondTurn]) await stream.open(key, query);
    await stream.flush(flushOf({ frames: [doneAt(1)], closes: closesDone }));
    await stream.flush(flushOf({ turn: secondTurn, frames: deltas(1, 1) }));
    await stream.pass(590);
    expect(await readSeqs(stream)).toEqual([1]);
    await stream.pass(601);
    expect(await readSeqs(stream)).toBeNull();
    expect(await readSeqs(stream, secondTurn)).toEqual([1]);
    expect(await accept(stream, 1)).toMatchObject({ outcome: "accepted", unbegun: [{ attempt: 1 }] });
  });
});

describeTurnStream("the session's buffer", (make) => {
  const end = (stream: ReturnType<typeof make>, number: number, messages: SaidMessage[]) =>
    stream.flush(
      flushOf({
        turn: buildTurnKey({ turnId: `turn-${number}` }),
        frames: [doneAt(1)],
        closes: { status: "done", said: messages },
      }),
    );
  const sessionAt = async (stream: ReturnType<typeof make>, number: number) => {
    const opened = await stream.open(buildTurnKey({ turnId: `turn-${number}` }), query);
    return opened.session;
  };
  const idsAt = async (stream: ReturnType<typeof make>, number: number) =>
    (await sessionAt(stream, number))?.map(({ id }) => id);

  test("gives what turns have said, oldest first, as it was said", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    const messages = [
      said("1", "Grüße 🦊\n  two "),
      { ...said("2"), role: "assistant" as const, name: "Aimi" },
    ];
    await end(stream, 1, messages);
    expect(await sessionAt(stream, 2)).toEqual(messages);
    expect((await stream.open(buildTurnKey({ conversationId: "other" }), query)).session).toBeNull();
  });

  test("has each message once, and the newest ones only", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    await end(stream, 1, [said("1"), said("2"), said("2")]);
    expect(await idsAt(stream, 2)).toEqual(["1", "2"]);
    await end(stream, 2, [said("2"), said("3")]);
    expect(await idsAt(stream, 3)).toEqual(["1", "2", "3"]);
    await end(stream, 3, [said("4"), said("5")]);
    expect(await idsAt(stream, 4)).toEqual(["2", "3", "4", "5"]);
  });

  test("is not begun anew by half, where it went while a turn was running", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    await end(stream, 1, [said("1"), said("2")]);
    expect(await sessionAt(stream, 2)).toHaveLength(2);
    await stream.pass(900);
    expect(await idsAt(stream, 2)).toEqual(["1", "2"]);
    await stream.forgetSession(turn.conversationId);
    await end(stream, 2, [said("3")]);
    expect(await sessionAt(stream, 3)).toBeNull();
    await end(stream, 3, [said("2"), said("3"), said("4")]);
    expect(await idsAt(stream, 4)).toEqual(["2", "3", "4"]);
    await stream.lose();
    await stream.restore({
      turn: buildTurnKey({ turnId: "turn-4" }),
      fence: 1,
      frames: [],
      listeners: [],
      isAnew: false,
    });
    await end(stream, 4, [said("5")]);
    expect(await sessionAt(stream, 5)).toBeNull();
  });

  test("takes nothing of a turn that ran when it was ended, though that was the first", async () => {
    const stream = make();
    expect(await sessionAt(stream, 1)).toBeNull();
    await stream.forgetSession(turn.conversationId);
    await end(stream, 1, [said("1")]);
    expect(await sessionAt(stream, 2)).toBeNull();
    await end(stream, 2, [said("2")]);
    expect(await idsAt(stream, 3)).toEqual(["2"]);
  });

  test("takes nothing of it either where another runner takes the turn up", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    await stream.forgetSession(turn.conversationId);
    expect(await sessionAt(stream, 1)).toBeNull();
    await end(stream, 1, [said("1")]);
    expect(await sessionAt(stream, 2)).toBeNull();
  });

  test("takes nothing twice from a last flush that is made again", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    await end(stream, 1, [said("1")]);
    await stream.forgetSession(turn.conversationId);
    await end(stream, 1, [said("1")]);
    expect(await sessionAt(stream, 2)).toBeNull();
  });

  test("tells when something was said last, and that a turn runs", async () => {
    const stream = make();
    const activity = () => stream.activityOf(turn.conversationId);
    expect(await activity()).toBeNull();
    await sessionAt(stream, 1);
    expect(await activity()).toBe("running");
    await end(stream, 1, [said("1"), { ...said("2"), createdAt: 1_767_225_700_000 }]);
    expect(await activity()).toBe(1_767_225_700_000);
    await stream.forgetSession(turn.conversationId);
    expect(await activity()).toBeNull();
  });

  test("ends when it is told to, and some time after the last turn", async () => {
    const stream = make();
    await sessionAt(stream, 1);
    await end(stream, 1, [said("1")]);
    await stream.pass(590);
    expect(await idsAt(stream, 2)).toEqual(["1"]);
    await end(stream, 2, [said("2")]);
    await stream.pass(601);
    expect(await sessionAt(stream, 3)).toBeNull();
    await end(stream, 3, [said("3")]);
    await stream.forgetSession(turn.conversationId);
    expect(await sessionAt(stream, 4)).toBeNull();
  });
});

describeTurnStream("restoring a turn", (make) => {
  const restore = (
    stream: ReturnType<typeof make>,
    { frames = [], ...given }: Partial<Omit<Restoration, "frames">> & { frames?: readonly TurnFrame[] } = {},
  ) => stream.restore({ turn, fence: 1, listeners: [], isAnew: false, ...given, frames: frames.map(toWire) });

  test("brings back what was lost, so that it goes on", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 2) }));
    await stream.lose();
    await stream.resume({ ...turn, after: 0, ...socketOf("c") });
    const listeners = [{ ...socketOf("a"), after: 2, round: "before" }];
    expect(await restore(stream, { frames: deltas(1, 3), listeners })).toEqual({ outcome: "restored" });
    expect(await listenersOf(stream, { frames: deltas(3, 4) })).toEqual([
      { connectionId: "a", after: 2, round: "before" },
    ]);
    expect(await readSeqs(stream)).toEqual([1, 2, 3, 4]);
    expect(await stream.read({ ...turn, after: 3 })).toMatchObject({ attempt: 1, closed: false });
  });

  test("of a run that began anew knows no place that was named before it", async () => {
    const stream = make();
    await restore(stream, { isAnew: true });
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    const resume = (after: number) => stream.resume({ ...turn, after, ...socketOf("a") });
    expect(await resume(2)).toEqual({ outcome: "unknown" });
    expect(await resume(0)).toMatchObject({ outcome: "listening" });
    await stream.flush(flushOf({ frames: [doneAt(4)], closes: closesDone }));
    expect(await resume(2)).toEqual({ outcome: "unknown" });
    expect(await resume(0)).toMatchObject({ outcome: "closed", frames: { length: 4 } });
  });

  test("keeps the place of a socket that has come by itself meanwhile", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await restore(stream, { frames: deltas(1, 5) });
    await stream.resume({ ...turn, after: 5, ...socketOf("a") });
    const listeners = [
      { ...socketOf("a"), after: 9, round: "before" },
      { ...socketOf("b"), after: 9, round: "before" },
    ];
    await restore(stream, { frames: deltas(1, 9), listeners });
    expect(await heardBy(stream)).toEqual({ a: 5, b: 9 });
  });

  test("takes up what was accepted anew meanwhile", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await restore(stream, { frames: deltas(1, 2) });
    expect(await heardBy(stream)).toEqual({ a: 0 });
    expect(await accept(stream, 2)).toMatchObject({ unbegun: [{ turnId: "turn-2" }] });
    await accept(stream, 3);
    await restore(stream, { turn: buildTurnKey({ turnId: "turn-3", attempt: 2 }), frames: deltas(1, 1) });
    expect(await stream.read({ ...turn, turnId: "turn-3", after: 0 })).toMatchObject({ attempt: 2 });
  });

  test("of a run that went on where another had stopped keeps the seqs of its frames", async () => {
    const stream = make();
    await restore(stream, { fence: 2, frames: deltas(4, 6) });
    expect(await stream.flush(flushOf({ fence: 2, frames: deltas(7, 7) }))).toMatchObject(written);
    expect(await readSeqs(stream)).toEqual([4, 5, 6, 7]);
    expect(seqsOf((await stream.read({ ...turn, after: 5 }))!.frames)).toEqual([6, 7]);
    expect(await restore(stream, { fence: 2, frames: deltas(4, 7) })).toEqual({ outcome: "restored" });
    expect(await readSeqs(stream)).toEqual([4, 5, 6, 7]);
  });

  test("does nothing where a later runner or a later run is", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ fence: 2, frames: deltas(1, 1) }));
    expect(await restore(stream, { fence: 1, frames: deltas(1, 5) })).toEqual(fenced);
    await stream.open(secondAttempt, query);
    expect(await restore(stream, { fence: 9, frames: deltas(1, 5) })).toEqual(outrun);
    expect(await readSeqs(stream)).toEqual([]);
  });

  test("lets older runners write nothing", async () => {
    const stream = make();
    await restore(stream, { fence: 3, frames: deltas(1, 1) });
    expect(await stream.flush(flushOf({ fence: 2, frames: deltas(2, 2) }))).toEqual(fenced);
  });
});

describeTurnStream("taking a turn over", (make) => {
  test("gives what was said, and lets the runner before say no more", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 2) }));
    await stream.open(turn, query);
    const left = await stream.takeOver(turn, 2);
    expect(left?.closed).toBe(false);
    expect(left?.frames.map(({ body }) => body.text)).toEqual(["word 1 ", "word 2 "]);
    expect(await stream.flush(flushOf({ frames: deltas(3, 3) }))).toEqual(fenced);
    expect(await stream.flush(flushOf({ fence: 2, frames: deltas(3, 3) }))).toMatchObject(written);
    expect(await readSeqs(stream)).toEqual([1, 2, 3]);
  });

  test("finds a turn that was accepted and said nothing", async () => {
    const stream = make();
    await accept(stream, 1);
    for (let runner = 1; runner <= 2; runner++) await stream.open(turn, query);
    expect(await stream.takeOver(turn, 2)).toEqual({ frames: [], closed: false });
  });

  test("knows a turn that was accepted anew, though its first run was lost", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    await accept(stream, 1);
    await stream.open(secondAttempt, query);
    expect(await stream.takeOver(secondAttempt, 3)).toEqual({ frames: [], closed: false });
  });

  test("says whether the last frame is among them", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [doneAt(1)], closes: closesDone }));
    expect(await stream.takeOver(turn, 2)).toMatchObject({ closed: true, frames: [{ seq: 1 }] });
  });

  test("knows nothing of a turn that was lost, though it was opened since", async () => {
    const stream = make();
    expect(await stream.takeOver(turn, 2)).toBeNull();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.lose();
    await stream.open(turn, query);
    expect(await stream.takeOver(turn, 2)).toBeNull();
    expect(await stream.takeOver(turn, 2)).toBeNull();
    expect(await stream.flush(flushOf({ fence: 1, frames: deltas(1, 1) }))).toEqual(fenced);
    expect(await stream.flush(flushOf({ fence: 2, frames: deltas(1, 1) }))).toMatchObject(written);
    expect(await stream.takeOver(turn, 3)).toMatchObject({ frames: [{ seq: 1 }] });
  });

  test("of which nothing is there forgets up to where sockets have heard: it was of a run that is lost", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 4) }));
    await stream.resume({ ...turn, after: 4, ...socketOf("a") });
    await stream.lose();
    await stream.open(turn, query);
    expect(await stream.resume({ ...turn, after: 4, ...socketOf("a") })).toEqual({ outcome: "unknown" });
    await stream.resume({ ...turn, after: 0, ...socketOf("a") });
    expect(await stream.takeOver(turn, 2)).toBeNull();
    expect(await listenersOf(stream, { fence: 2, frames: deltas(1, 4) })).toMatchObject([
      { connectionId: "a", after: 0 },
    ]);
  });

  test("knows nothing of another run", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 1) }));
    expect(await stream.takeOver(secondAttempt, 2)).toBeNull();
  });
});
