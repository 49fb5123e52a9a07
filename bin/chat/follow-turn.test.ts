import { once } from "node:events";
import { expect, test } from "vitest";
import { type Following, followTurn, type Silences } from "./follow-turn.ts";
import { accepted, delta, done, failure, type Script, type SentFrame } from "./scripted-server.ts";
import { connectTo, serveScript } from "./serve-script.ts";
import type { Happening } from "./turn-state.ts";

const patient: Silences = { unacceptedMs: 60_000, runningMs: 60_000, unknownMs: 10 };

async function follow(hear: Script["hear"], more: Partial<Pick<Following, "silences" | "findReply">> = {}) {
  const server = await serveScript({ ...(hear && { hear }) });
  const connection = connectTo(server);
  await once(connection.events, "open");
  const shown: Happening[] = [];
  const turn = followTurn({
    connection,
    message: { id: "m", text: "hi", conversationId: "c" },
    show: (happening) => shown.push(happening),
    findReply: async () => undefined,
    silences: patient,
    ...more,
  });
  const words = () =>
    shown
      .filter(({ type }) => type !== "accepted")
      .map((happening) => (happening.type === "words" ? happening.text : `[${happening.type}]`));
  return {
    ...turn,
    server,
    words,
    sent: () => server.frames.map(({ type, after }) => (after === undefined ? type : `${type} ${after}`)),
  };
}

/** Answers the frames of a type in turn: the first time with the first answer. */
function inTurn(
  answers: Record<string, ((frame: SentFrame, answer: (...frames: object[]) => void) => void)[]>,
) {
  const heard = new Map<string, number>();
  return ((frame, answer) => {
    const nth = heard.get(frame.type) ?? 0;
    heard.set(frame.type, nth + 1);
    answers[frame.type]?.[nth]?.(frame, answer);
  }) satisfies Script["hear"];
}

const unknownTurn = (frame: SentFrame) => ({
  type: "chat.error",
  turn_id: frame.turn_id,
  ...failure("not_found", "no such turn"),
});

test("A turn is sent once and heard to its end", async () => {
  const { outcome, words, sent, server } = await follow(
    inTurn({
      "chat.send": [
        (frame, answer) => answer(accepted(frame, "t"), delta("t", 1, "Hello"), done("t", 2, "Hello")),
      ],
    }),
  );
  expect(await outcome).toMatchObject({ type: "done", text: "Hello" });
  expect(words()).toEqual(["Hello"]);
  expect(sent()).toEqual(["chat.send"]);
  expect(server.frames[0]).toEqual({ type: "chat.send", id: "m", conversation_id: "c", text: "hi" });
});

test("A lost connection is resumed after the last frame that was seen", async () => {
  const { outcome, words, sent, server } = await follow(
    inTurn({
      "chat.send": [
        (frame, answer) => answer(accepted(frame, "t"), delta("t", 1, "Hel"), delta("t", 2, "lo ")),
      ],
      "chat.resume": [
        (_, answer) => answer(delta("t", 2, "lo "), delta("t", 3, "there"), done("t", 4, "Hello there")),
      ],
    }),
  );
  await expect.poll(words).toHaveLength(2);
  server.drop();
  await outcome;
  expect(words()).toEqual(["Hel", "lo ", "there"]);
  expect(sent()).toEqual(["chat.send", "chat.resume 2"]);
});

test("A message that nobody accepted is sent again with the same id, and its frames are asked for", async () => {
  let isFirst = true;
  const { outcome, words, server } = await follow(
    (frame, answer) => {
      if (frame.type === "chat.send" && !isFirst) answer(accepted(frame, "t"));
      if (frame.type === "chat.resume") answer(delta("t", 1, "Hello"), done("t", 2, "Hello"));
      isFirst = false;
    },
    { silences: { ...patient, unacceptedMs: 50 } },
  );
  expect(await outcome).toMatchObject({ text: "Hello" });
  expect(words()).toEqual(["Hello"]);
  expect(server.frames.slice(0, 2)).toMatchObject([
    { type: "chat.send", id: "m" },
    { type: "chat.send", id: "m" },
  ]);
  expect(server.frames.at(-1)).toMatchObject({ type: "chat.resume", after: 0 });
});

test("A turn that says nothing is resumed, then sent again, then heard over a new connection", async () => {
  const { outcome, sent, server } = await follow(
    inTurn({
      "chat.send": [(frame, answer) => answer(accepted(frame, "t"))],
      "chat.resume": [() => undefined, (_, answer) => answer(done("t", 1, "Hello"))],
    }),
    { silences: { ...patient, runningMs: 50 } },
  );
  expect(await outcome).toMatchObject({ text: "Hello" });
  expect(sent()).toEqual(["chat.send", "chat.resume 0", "chat.send", "chat.resume 0"]);
  expect(server.handshakes).toHaveLength(2);
});

test("A turn that the server has lost is sent again and shown once", async () => {
  const { outcome, words, server } = await follow(
    inTurn({
      "chat.send": [
        (frame, answer) => answer(accepted(frame, "t"), delta("t", 1, "Hel"), delta("t", 2, "lo")),
        (frame, answer) => answer(accepted(frame, "t")),
      ],
      "chat.resume": [
        (frame, answer) => answer(unknownTurn(frame)),
        (_, answer) => answer(delta("t", 1, "Hello "), delta("t", 2, "there"), done("t", 3, "Hello there")),
      ],
    }),
  );
  await expect.poll(words).toHaveLength(2);
  server.drop();
  expect(await outcome).toMatchObject({ text: "Hello there" });
  expect(words()).toEqual(["Hel", "lo", " ", "there"]);
});

test("A reply whose frames are gone is taken from the API", async () => {
  const { outcome, words } = await follow(
    (frame, answer) => {
      if (frame.type === "chat.send") answer(accepted(frame, "t"));
      if (frame.type === "chat.send") answer(delta("t", 2, "too late"));
      if (frame.type === "chat.resume") answer(unknownTurn(frame));
    },
    {
      findReply: async (conversationId, turnId) => ({
        type: "done",
        text: `${turnId} of ${conversationId}`,
        finishReason: "stop",
        memories: [],
      }),
    },
  );
  expect(await outcome).toMatchObject({ type: "done", text: "t of c" });
  expect(words()).toEqual(["t of c"]);
});

test("A turn that nobody knows any more has failed after some tries", async () => {
  const { outcome, sent } = await follow((frame, answer) => {
    if (frame.type === "chat.send") answer(accepted(frame, "t"), delta("t", 2, "too late"));
    if (frame.type === "chat.resume") answer(unknownTurn(frame));
  });
  expect(await outcome).toMatchObject({ type: "failed", error: { code: "not_found" } });
  expect(sent().filter((type) => type === "chat.send").length).toBeLessThan(10);
});

test("Frames that overtook the acceptance are asked for", async () => {
  const { outcome, words } = await follow(
    inTurn({
      "chat.send": [
        (frame, answer) => answer(delta("t", 1, "Hello"), done("t", 2, "Hello"), accepted(frame, "t")),
      ],
      "chat.resume": [(_, answer) => answer(delta("t", 1, "Hello"), done("t", 2, "Hello"))],
    }),
  );
  await outcome;
  expect(words()).toEqual(["Hello"]);
});

test("A cancel before the acceptance is sent after it, and again after a lost connection", async () => {
  let accept = () => {};
  const { outcome, cancel, sent, server } = await follow((frame, answer) => {
    if (frame.type === "chat.send") accept = () => answer(accepted(frame, "t"), delta("t", 1, "Once"));
    if (frame.type === "chat.resume") answer(done("t", 2, "Once", { finish_reason: "cancelled" }));
  });
  await expect.poll(sent).toEqual(["chat.send"]);
  cancel();
  accept();
  await expect.poll(sent).toEqual(["chat.send", "chat.cancel"]);
  server.drop();
  expect(await outcome).toMatchObject({ finishReason: "cancelled", text: "Once" });
  expect(sent().slice(0, 4)).toEqual(["chat.send", "chat.cancel", "chat.resume 1", "chat.cancel"]);
});
