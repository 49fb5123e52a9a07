import { describe, expect, test } from "vitest";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";
import { startFakeSocket } from "#test/fakes/start-fake-socket.ts";

async function receive(body: string | undefined, given: { gone?: boolean; expiresInMs?: number } = {}) {
  const { ports, send } = await startFakeSocket();
  if (given.gone) ports.frames.gone.add("phone");
  const token_expires_at = String(ports.clock.now() + (given.expiresInMs ?? 0));
  await send(body, "phone", given.expiresInMs === undefined ? {} : { token_expires_at });
  return { ports, frames: ports.frames.sent.map(({ frame }) => frame) };
}

test("ping is answered with pong, at the socket it came from", async () => {
  const { ports } = await receive('{"type":"ping"}');
  expect(ports.frames.sent).toEqual([{ connectionId: "phone", frame: { type: "pong" } }]);
});

test("ping may bring along what nobody reads", async () => {
  expect((await receive('{"type":"ping","id":"c1","more":1}')).frames).toEqual([{ type: "pong" }]);
});

describe("a bad frame", () => {
  test.each([
    ["not JSON", "{", ""],
    ["empty", "", ""],
    ["without a body", undefined, ""],
    ["a number", "7", ""],
    ["null", "null", ""],
    ["a list", "[]", ""],
    ["without a type", "{}", "type"],
    ["of an unknown type", '{"type":"dance"}', "type"],
    ["of a type that is no text", '{"type":7}', "type"],
  ])("that is %s gets chat.error, and nothing else happens", async (_what, body, path) => {
    const { ports, frames } = await receive(body);
    expect(frames).toEqual([
      {
        type: "chat.error",
        error: {
          code: "validation_failed",
          message: expect.any(String),
          request_id: "r1",
          details: [{ path, message: expect.any(String) }],
        },
      },
    ]);
    expect(serverFrame.safeParse(frames[0]).success).toBe(true);
    expect(ports.connections.open.has("phone")).toBe(true);
  });

  test.each([
    ['{"type":"reminder.ack"}', "delivery_id is required"],
    ['{"type":"reminder.ack","delivery_id":7}', "delivery_id must be a string"],
    ['{"type":"chat.send","id":"c1"}', "text is required"],
  ])("%s is told in our words", async (frame, message) => {
    expect((await receive(frame)).frames).toMatchObject([{ type: "chat.error", error: { message } }]);
  });

  test("gets its own id back, so that the client finds it", async () => {
    expect((await receive('{"type":"dance","id":"c1"}')).frames).toMatchObject([
      { type: "chat.error", id: "c1" },
    ]);
  });

  test("about a delivery names it back", async () => {
    const frame = '{"type":"reminder.snooze","delivery_id":"d1","until":"tomorrow"}';
    expect((await receive(frame)).frames).toMatchObject([
      {
        type: "chat.error",
        delivery_id: "d1",
        error: { details: [{ path: "delivery_id" }, { path: "until" }] },
      },
    ]);
  });

  test.each(['{"type":"dance","id":7}', `{"type":"dance","id":"${"x".repeat(129)}"}`])(
    "gets no id back that is none: %s",
    async (body) => {
      expect((await receive(body)).frames[0]).not.toHaveProperty("id");
    },
  );
});

describe("a socket whose token", () => {
  test("has expired hears so, whatever its frame says, and is closed", async () => {
    for (const body of ['{"type":"ping"}', "{", '{"type":"ping","id":"c1"}']) {
      const { ports, frames } = await receive(body, { expiresInMs: 0 });
      expect(frames).toMatchObject([{ type: "chat.error", error: { code: "unauthenticated" } }]);
      expect(serverFrame.safeParse(frames[0]).success).toBe(true);
      expect(ports.frames.closed).toEqual(["phone"]);
      expect(ports.connections.open.has("phone")).toBe(false);
    }
  });

  test("holds for a moment longer is answered, and stays open", async () => {
    const { ports, frames } = await receive('{"type":"ping"}', { expiresInMs: 1 });
    expect([frames, ports.frames.closed]).toEqual([[{ type: "pong" }], []]);
    expect(ports.connections.open.has("phone")).toBe(true);
  });
});

test("a socket where nobody is any more is forgotten", async () => {
  const { ports } = await receive('{"type":"ping"}', { gone: true });
  expect(ports.connections.open.has("phone")).toBe(false);
});

test("each answer is counted by its type and whether anybody was there", async () => {
  const countedOf = async (...given: Parameters<typeof receive>) =>
    Object.keys((await receive(...given)).ports.tally.take().added).map((field) => JSON.parse(field));
  const frames = "aimi_websocket_frames_total";
  expect(await countedOf('{"type":"ping"}')).toEqual([[frames, "pong", "sent"]]);
  expect(await countedOf("{", { gone: true })).toEqual([[frames, "chat.error", "gone"]]);
});

test("the log has ids and the outcome, and no text", async () => {
  const { ports } = await receive('{"type":"dance","text":"my secret"}');
  expect(ports.log.lines).toMatchObject([
    {
      what: "frame",
      fields: { request_id: "r1", connection_id: "phone", reply: "chat.error", outcome: "sent" },
    },
  ]);
  expect(JSON.stringify(ports.log.lines)).not.toContain("secret");
});
