import { expect, test } from "vitest";
import type { Knock } from "#shared/ports/front-door.ts";
import { buildTurnKey, buildTurnLetter } from "#test/builders/build-turn-letter.ts";
import {
  accept,
  acceptanceOf,
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
  socketOf,
  turn,
  underKey,
} from "./turn-stream-subject.ts";

const knockOf = (given: Partial<Knock> = {}): Knock => ({
  now: Date.UTC(2026, 0, 1),
  revocable: [],
  persons: [],
  rates: [],
  marksOutbox: false,
  counts: { added: {}, reported: {} },
  ...given,
});

describeTurnStream("accepting a turn", (make) => {
  test("gives the letter that is to be sent, as a first run", async () => {
    const text = 'Grüße 🦊\n"quoted" \\ line';
    const letter = buildTurnLetter({ text, mayProvision: false });
    expect(await make().accept(acceptanceOf({ letter }))).toEqual({
      outcome: "accepted",
      knock: null,
      clientConversationId: "c-1",
      conversationId: "conversation-1",
      unbegun: [{ ...letter, attempt: 1 }],
      listeners: [],
      isNewListener: false,
    });
  });

  test("asks the front door in the same call, and tells what it counted", async () => {
    const rates = [{ name: "user:anna", perMinute: 2 }];
    const accepted = await make().accept(acceptanceOf({ knock: knockOf({ rates }) }));
    expect(accepted).toMatchObject({ outcome: "accepted", knock: { verdict: "welcome", used: [1] } });
  });

  test("leaves nothing of what the front door refuses", async () => {
    const stream = make();
    await stream.revocations.tell("k1");
    const revoked = acceptanceOf({ knock: knockOf({ revocable: ["k1"] }), connectionId: "a" });
    expect(await stream.accept(revoked)).toEqual({
      outcome: "refused",
      knock: { verdict: "revoked", used: [] },
    });
    const limited = acceptanceOf({
      knock: knockOf({ rates: [{ name: "user:anna", perMinute: 0 }] }),
      connectionId: "a",
    });
    expect(await stream.accept(limited)).toEqual({
      outcome: "refused",
      knock: { verdict: "welcome", used: [1] },
    });
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
    expect(await accept(stream, 1, "a")).toMatchObject({ outcome: "accepted", isNewListener: true });
  });

  test("under an Idempotency-Key is a mismatch for another request, which leaves nothing", async () => {
    const stream = make();
    const first = await stream.accept(acceptanceOf({ under: underKey("aa") }));
    const rates = [{ name: "user:anna", perMinute: 1 }];
    const letter = buildTurnLetter({ text: "Goodbye" });
    const other = acceptanceOf({ letter, under: underKey("bb"), connectionId: "a" });
    expect(await stream.accept({ ...other, knock: knockOf({ rates }) })).toEqual({
      outcome: "mismatch",
      knock: { verdict: "welcome", used: [1] },
    });
    expect(await stream.accept({ ...other, afterTurnId: "turn-9", insists: false })).toEqual({
      outcome: "mismatch",
      knock: null,
    });
    const again = await stream.accept(acceptanceOf({ letter, under: underKey("aa") }));
    expect(again).toEqual({ ...first, outcome: "known" });
  });

  test("asks the front door before it compares requests", async () => {
    const stream = make();
    await stream.accept(acceptanceOf({ under: underKey("aa") }));
    const knock = knockOf({ rates: [{ name: "user:anna", perMinute: 0 }] });
    expect(await stream.accept(acceptanceOf({ under: underKey("bb"), knock }))).toMatchObject({
      outcome: "refused",
    });
  });

  test.each([
    ["runs", null],
    ["has ended", closesDone],
    ["has failed", closesFailed],
  ])(
    "compares requests while the turn %s, and for longer than its frames are kept",
    async (_what, closes) => {
      const stream = make();
      await stream.accept(acceptanceOf({ under: underKey("aa") }));
      await stream.open(turn, query);
      const frames = [closes === closesFailed ? errorAt(1) : doneAt(1)];
      if (closes) await stream.flush(flushOf({ frames, closes }));
      for (const seconds of [0, 700]) {
        await stream.pass(seconds);
        const other = acceptanceOf({ under: underKey("bb") });
        expect(await stream.accept(other)).toEqual({ outcome: "mismatch", knock: null });
      }
      const outcome = closes ? "accepted" : "known";
      expect(await stream.accept(acceptanceOf({ under: underKey("aa") }))).toMatchObject({ outcome });
      expect(await stream.accept(acceptanceOf({ under: underKey("bb") }))).toMatchObject({
        outcome: "mismatch",
      });
    },
  );

  test("compares nothing where one of two has no key, or everything was lost", async () => {
    const stream = make();
    await accept(stream, 1);
    expect(await stream.accept(acceptanceOf({ under: underKey("aa") }))).toMatchObject({ outcome: "known" });
    const second = buildTurnLetter({ turnId: "turn-2" });
    await stream.accept(acceptanceOf({ letter: second, under: underKey("aa") }));
    expect(await accept(stream, 2)).toMatchObject({ outcome: "known" });
    await stream.lose();
    expect(await stream.accept(acceptanceOf({ letter: second, under: underKey("bb") }))).toMatchObject({
      outcome: "accepted",
    });
  });

  test("under one key is one request, whatever ids they give, for a day", async () => {
    const stream = make();
    const said = (turnId: string, hash: string) =>
      stream.accept(acceptanceOf({ letter: buildTurnLetter({ turnId }), under: underKey(hash) }));
    expect(await said("turn-1", "aa")).toMatchObject({ outcome: "accepted" });
    expect(await said("turn-2", "bb")).toEqual({ outcome: "mismatch", knock: null });
    expect(await said("turn-1", "bb")).toEqual({ outcome: "mismatch", knock: null });
    expect(await said("turn-1", "aa")).toMatchObject({ outcome: "known" });
    const other = acceptanceOf({
      letter: buildTurnLetter({ turnId: "turn-3" }),
      under: underKey("bb", "another"),
    });
    expect(await stream.accept(other)).toMatchObject({ outcome: "accepted" });
    await stream.pass(86_401);
    expect(await said("turn-2", "bb")).toMatchObject({ outcome: "accepted" });
  });

  test("of two requests at once under one key takes one in", async () => {
    const stream = make();
    const answers = await Promise.all(
      ["aa", "bb"].map((hash) => stream.accept(acceptanceOf({ under: underKey(hash) }))),
    );
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["accepted", "mismatch"]);
  });

  test("knows a turn again whose letter nobody has begun, and gives the letter again", async () => {
    const stream = make();
    const first = await accept(stream, 1, "a");
    const again = await accept(stream, 1, "a");
    expect(again).toEqual({ ...first, outcome: "known", isNewListener: false });
    expect(again.unbegun).toHaveLength(1);
  });

  test("gives no letter of a turn that runs or has ended well", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    expect(await accept(stream, 1)).toMatchObject({ outcome: "known", unbegun: [] });
    await stream.flush(flushOf({ frames: [doneAt(1)], closes: closesDone }));
    expect(await accept(stream, 1)).toMatchObject({ outcome: "known", unbegun: [] });
    expect(await readSeqs(stream)).toEqual([1]);
  });

  test("accepts a failed turn anew, without its frames and whoever asked to stop it", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    await stream.cancel(turn);
    await stream.flush(
      flushOf({
        frames: [errorAt(4)],
        served: [{ connectionId: "a", after: 3, round: "" }],
        closes: closesFailed,
      }),
    );

    const anew = await accept(stream, 1, "a");
    expect(anew).toMatchObject({ outcome: "accepted", unbegun: [{ turnId: "turn-1", attempt: 2 }] });
    expect(await stream.read({ ...turn, after: 0 })).toEqual({
      clientConversationId: "c-1",
      attempt: 2,
      frames: [],
      closed: false,
    });
    const second = buildTurnKey({ attempt: 2 });
    expect(await stream.open(second, query)).toMatchObject({ stopAsked: false });
    expect(await heardBy(stream, { turn: second, fence: 2, frames: deltas(1, 1) })).toEqual({ a: 0 });
    expect(await readSeqs(stream)).toEqual([1]);
  });

  test("remembers for longer than its frames that a turn failed", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    await stream.pass(601);
    expect(await stream.resume({ ...turn, after: 0, ...socketOf("a") })).toEqual({ outcome: "unknown" });
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
    expect(await stream.cancel(turn)).toBe("unknown");
    expect(await accept(stream, 1)).toMatchObject({ outcome: "accepted", unbegun: [{ attempt: 2 }] });
  });

  test("keeps a turn in the conversation of its first letter, whatever is sent again", async () => {
    const stream = make();
    await accept(stream, 1);
    const elsewhere = buildTurnLetter({ conversationId: "conversation-2", clientConversationId: "c-2" });
    const first = {
      conversationId: "conversation-1",
      clientConversationId: "c-1",
      unbegun: [{ conversationId: "conversation-1", clientConversationId: "c-1" }],
    };
    const again = await stream.accept(acceptanceOf({ letter: elsewhere, connectionId: "a" }));
    expect(again).toMatchObject({ outcome: "known", ...first });
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    const anew = await stream.accept(acceptanceOf({ letter: elsewhere }));
    expect(anew).toMatchObject({ outcome: "accepted", listeners: ["a"], ...first });
  });

  test("gives the letters that were accepted before and never begun, in that order, and none from after", async () => {
    const stream = make();
    const idsOf = async (number: number) =>
      (await accept(stream, number)).unbegun.map(({ turnId, text }) => [turnId, text]);
    const letterOf = (number: number) => [`turn-${number}`, `Text ${number}`];
    await idsOf(3);
    await idsOf(1);
    expect(await idsOf(2)).toEqual([letterOf(3), letterOf(1), letterOf(2)]);
    expect(await idsOf(1)).toEqual([letterOf(3), letterOf(1)]);
    await stream.open(buildTurnKey({ turnId: "turn-3" }), query);
    expect(await idsOf(2)).toEqual([letterOf(1), letterOf(2)]);
    const other = buildTurnLetter({ turnId: "turn-4", conversationId: "conversation-2" });
    expect(await stream.accept(acceptanceOf({ letter: other }))).toMatchObject({
      unbegun: [{ turnId: "turn-4" }],
    });
  });

  test("waits for the turn that must come before, and leaves nothing meanwhile", async () => {
    const stream = make();
    const rates = [{ name: "user:anna", perMinute: 1 }];
    const second = acceptanceOf({
      letter: buildTurnLetter({ turnId: "turn-2" }),
      connectionId: "a",
      afterTurnId: "turn-1",
      insists: false,
    });
    expect(await stream.accept({ ...second, knock: knockOf({ rates }) })).toEqual({
      outcome: "waits",
      knock: { verdict: "welcome", used: [1] },
    });
    expect(await stream.accept(second)).toEqual({ outcome: "waits", knock: null });
    expect(await readSeqs(stream, secondTurn)).toBeNull();
    expect(await accept(stream, 1)).toMatchObject({ listeners: [], unbegun: [{ turnId: "turn-1" }] });
    expect(await stream.accept(second)).toMatchObject({
      outcome: "accepted",
      unbegun: [{ turnId: "turn-1" }, { turnId: "turn-2" }],
    });
    expect(await stream.accept({ ...second, afterTurnId: "turn-9" })).toMatchObject({ outcome: "known" });
  });

  test("waits while the error before is still told, for six seconds at most", async () => {
    const stream = make();
    const fail = async (attempt: number) => {
      const failing = buildTurnKey({ attempt });
      await stream.open(failing, query);
      const flushed = flushOf({ turn: failing, frames: [errorAt(1)], closes: closesFailed });
      expect(await stream.flush(flushed)).toMatchObject({ outcome: "written" });
    };
    await accept(stream, 1);
    await fail(1);
    const again = acceptanceOf({ letter: buildTurnLetter(), insists: false });
    expect(await stream.accept(again)).toEqual({ outcome: "waits", knock: null });
    expect(await stream.accept({ ...again, insists: true })).toMatchObject({ unbegun: [{ attempt: 2 }] });
    await fail(2);
    expect(await stream.accept(again)).toMatchObject({ outcome: "waits" });
    await stream.told(turn.turnId);
    expect(await stream.accept(again)).toMatchObject({ unbegun: [{ attempt: 3 }] });
    await fail(3);
    await stream.pass(7);
    expect(await stream.accept(again)).toMatchObject({ unbegun: [{ attempt: 4 }] });
  });

  test("waits five seconds at most, however often it is sent again", async () => {
    const stream = make();
    const letter = buildTurnLetter({ turnId: "turn-2" });
    const second = acceptanceOf({ letter, afterTurnId: "turn-1", insists: false });
    expect(await stream.accept(second)).toMatchObject({ outcome: "waits" });
    await stream.pass(4);
    expect(await stream.accept(second)).toMatchObject({ outcome: "waits" });
    await stream.pass(2);
    expect(await stream.accept(second)).toMatchObject({ outcome: "accepted" });
  });

  test("waits for none that was accepted once, though it ended long ago", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [doneAt(1)], closes: closesDone }));
    await stream.pass(700);
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
    const letter = buildTurnLetter({ turnId: "turn-2" });
    const second = acceptanceOf({ letter, afterTurnId: "turn-1", insists: false });
    expect(await stream.accept(second)).toMatchObject({ outcome: "accepted" });
  });

  test("names the other sockets that hear the conversation, and says who is new to it", async () => {
    const stream = make();
    expect(await accept(stream, 1, "a")).toMatchObject({ listeners: [], isNewListener: true });
    expect(await accept(stream, 2, "b")).toMatchObject({ listeners: ["a"], isNewListener: true });
    expect(await accept(stream, 3, "a")).toMatchObject({ listeners: ["b"], isNewListener: false });
    const noSocket = await accept(stream, 4);
    expect(noSocket).toMatchObject({ isNewListener: false });
    expect(noSocket.listeners.toSorted()).toEqual(["a", "b"]);
  });

  test.each([["phone"], [undefined]])(
    "after an error marks whom a door tells, %s, and nobody else",
    async (by) => {
      const stream = make();
      await stream.watch({ ...turn, ...socketOf("tablet") });
      await accept(stream, 1, "phone");
      await stream.open(turn, query);
      await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
      const heard = by ? ["tablet"] : ["phone", "tablet"];
      const { outcome, listeners: told } = await accept(stream, 1, by);
      expect([outcome, told.toSorted()]).toEqual(["accepted", heard]);
      await stream.watch({ ...turn, ...socketOf("watch") });
      const again = buildTurnKey({ attempt: 2 });
      await stream.open(again, query);
      await stream.takeOver(again, 2);
      const listeners = await listenersOf(stream, { turn: again, fence: 2 });
      expect(listeners.toSorted((a, b) => a.connectionId.localeCompare(b.connectionId))).toEqual([
        { connectionId: "phone", after: 0, round: "told" },
        { connectionId: "tablet", after: 0, round: "told" },
        { connectionId: "watch", after: 0, round: "watch" },
      ]);
    },
  );

  test("lets a socket hear a turn that it first sends, and the one that is running, from the start", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    await accept(stream, 2, "a");
    expect(await heardBy(stream)).toEqual({ a: 0 });
    await stream.open(secondTurn, query);
    expect(await heardBy(stream, { turn: secondTurn })).toEqual({ a: 0 });
  });

  test("lets a socket that sends a turn again hear later turns, but none that was on its way", async () => {
    const stream = make();
    for (const number of [1, 2, 3, 4]) await accept(stream, number);
    await stream.open(turn, query);
    await accept(stream, 1, "a");
    await accept(stream, 2, "b");
    await accept(stream, 3, "c");
    const heardOf = async (number: number) => {
      const key = buildTurnKey({ turnId: `turn-${number}` });
      await stream.open(key, query);
      return await heardBy(stream, { turn: key });
    };
    expect(await heardOf(1)).toEqual({});
    expect(await heardOf(2)).toEqual({ a: 0 });
    expect(await heardOf(3)).toEqual({ a: 0, b: 0 });
    expect(await heardOf(4)).toEqual({ a: 0, b: 0, c: 0 });
  });

  test("takes no frames from a socket that heard the conversation before it sent again", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await stream.flush(
      flushOf({ frames: deltas(1, 3), served: [{ connectionId: "a", after: 2, round: "" }] }),
    );
    await accept(stream, 1, "a");
    expect(await heardBy(stream)).toEqual({ a: 2 });
  });

  test("begins anew where everything was lost", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await stream.lose();
    expect(await accept(stream, 1, "a")).toMatchObject({
      outcome: "accepted",
      unbegun: [{ attempt: 1 }],
      isNewListener: true,
    });
  });

  test("loses no turn of many that are accepted at once", async () => {
    const stream = make();
    const numbers = Array.from({ length: 20 }, (_, at) => at + 1);
    const answers = await Promise.all(numbers.map((number) => accept(stream, number)));
    expect(answers.map(({ unbegun }) => unbegun.length).toSorted((a, b) => a - b)).toEqual(numbers);
    for (const [at, { unbegun }] of answers.entries()) expect(unbegun.at(-1)?.turnId).toBe(`turn-${at + 1}`);
  });
});
