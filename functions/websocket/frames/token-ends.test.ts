import { expect, test } from "vitest";
import { delta, startFakeSocket, turnIdOf } from "#test/fakes/start-fake-socket.ts";

const say = (id: string) => ({ type: "chat.send", id, conversation_id: "c1", text: "hello" });

test.each([
  ["has said something", say("m0")],
  ["resumes a turn", { type: "chat.resume", turn_id: turnIdOf("m1"), after: 0 }],
  ["watches a conversation", { type: "chat.watch", conversation_id: "c1" }],
])(
  "a silent socket that %s is told of what is said until its token ends, and no longer",
  async (_how, frame) => {
    const { ports, send, run, heardBy } = await startFakeSocket();
    await send(say("m1"));
    await run("m1", [delta(1, "Hi")]);
    const token_expires_at = String(ports.clock.now() + 900_000);
    await send(frame, "tablet", { token_expires_at });
    heardBy("tablet");
    ports.clock.advance(899_999);
    await send(say("m2"));
    expect(heardBy("tablet")).toMatchObject([{ type: "chat.accepted", id: "m2" }]);
    ports.clock.advance(1);
    heardBy("phone");
    await send(say("m3"));
    expect([heardBy("tablet"), heardBy("phone")]).toMatchObject([[], [{ type: "chat.accepted", id: "m3" }]]);
  },
);
