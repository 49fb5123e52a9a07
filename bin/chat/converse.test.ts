import { once } from "node:events";
import { expect, test } from "vitest";
import { askApi } from "./ask-api.ts";
import type { Chat } from "./commands.ts";
import { converse } from "./converse.ts";
import { hearReminders } from "./hear-reminders.ts";
import type { Input } from "./input.ts";
import { makeScreen } from "./screen.ts";
import { accepted, answerAtOnce, delta, done, failure, type Script } from "./scripted-server.ts";
import { connectTo, serveScript } from "./serve-script.ts";

interface Given {
  readonly lines: readonly string[];
  readonly script?: Script;
  readonly isPiped?: boolean;
}

async function talk({ lines, script = {}, isPiped = false }: Given) {
  const server = await serveScript(script);
  const connection = connectTo(server);
  await once(connection.events, "open");
  const left = [...lines];
  const input: Input = {
    next: async () => left.shift(),
    besides: (say) => say(),
    close: () => undefined,
  };
  let written = "";
  const out = {
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const screen = makeScreen({ out, aside: out, isLive: true, hasColour: false });
  const chat: Chat = {
    api: askApi(server.api, {}),
    screen,
    reminders: hearReminders({ connection, say: screen.notice }),
    agree: async () => true,
    conversationId: undefined,
  };
  let ids = 0;
  const talking = converse({ chat, connection, input, isPiped, newId: () => `m${++ids}` });
  return { ...talking, server, chat, left, written: () => written };
}

/** Fails each message the first time, in its last frame. */
function failOnce(): Script {
  const failed = new Set<string | undefined>();
  const error = failure("upstream_unavailable", "the model does not answer");
  return {
    hear: (frame, answer) => {
      if (failed.has(frame.id)) return answerAtOnce()(frame, answer);
      failed.add(frame.id);
      answer(accepted(frame, "t"), { type: "chat.error", turn_id: "t", seq: 1, ...error });
    },
  };
}

test("One message follows another in the conversation that the first one began", async () => {
  const { ended, server, written } = await talk({ lines: ["one", "", "two"], isPiped: true });
  expect(await ended).toBe(true);
  expect(server.frames).toEqual([
    { type: "chat.send", id: "m1", text: "one" },
    { type: "chat.send", id: "m2", text: "two", conversation_id: "conv-new" },
  ]);
  expect(written()).toContain("You said: one\n");
});

test("After /new the next message begins another conversation", async () => {
  const { ended, server } = await talk({ lines: ["one", "/new", "two", "/quit", "three"] });
  await ended;
  expect(server.frames.map(({ conversation_id }) => conversation_id)).toEqual([undefined, undefined]);
});

test("A message that failed is sent again with its id by /retry, and only then", async () => {
  const { ended, server, written } = await talk({ lines: ["one", "/retry", "/retry"], script: failOnce() });
  await ended;
  expect(server.frames.map(({ id }) => id)).toEqual(["m1", "m1"]);
  expect(written()).toMatch(
    /does not answer \(upstream_unavailable\)[\s\S]*You said: one[\s\S]*nothing to send again/,
  );
});

test("A pipe goes on after a failure, and remembers that there was one", async () => {
  const { ended, server } = await talk({ lines: ["one", "two"], script: failOnce(), isPiped: true });
  expect(await ended).toBe(false);
  expect(server.frames.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("A message that fits no frame is not sent", async () => {
  const { ended, server, written } = await talk({
    lines: ["é".repeat(17_000), "x".repeat(32_000)],
    isPiped: true,
  });
  expect(await ended).toBe(false);
  expect(written()).toMatch(/^That message is too long: \d+ bytes more than the 32 KB that fit/);
  expect(server.frames.map(({ text }) => text?.length)).toEqual([32_000]);
});

test("A command that fails ends nothing", async () => {
  const { ended, written } = await talk({ lines: ["/memories", "/nope", "one"] });
  await ended;
  expect(written()).toMatch(/no such thing[\s\S]*There is no \/nope[\s\S]*You said: one/);
});

/** A reply that ends only when it is cancelled. */
const endless: Script = {
  hear: (frame, answer) => {
    if (frame.type === "chat.send") answer(accepted(frame, "t"), delta("t", 1, "Once upon"));
    if (frame.type === "chat.cancel") answer(done("t", 2, "Once upon", { finish_reason: "cancelled" }));
  },
};

test("An interrupt cancels the reply, which stays, and the talk goes on", async () => {
  const { ended, interrupt, written } = await talk({ lines: ["one", "/help"], script: endless });
  await expect.poll(written).toBe("Once upon");
  interrupt();
  await ended;
  expect(written()).toMatch(/^Once upon\n· cancelled\n[\s\S]*\/help/);
});

test("A pipe ends with the reply that was cancelled", async () => {
  const { ended, interrupt, written, left } = await talk({
    lines: ["one", "two"],
    script: endless,
    isPiped: true,
  });
  await expect.poll(written).toBe("Once upon");
  interrupt();
  expect(await ended).toBe(false);
  expect(left).toEqual(["two"]);
});

test("A second interrupt leaves a reply that will not end", async () => {
  const deaf: Script = {
    hear: (frame, answer) =>
      frame.type === "chat.send" && answer(accepted(frame, "t"), delta("t", 1, "Once")),
  };
  const { ended, interrupt, written } = await talk({ lines: ["one"], script: deaf });
  await expect.poll(written).toBe("Once");
  interrupt();
  interrupt();
  expect(await ended).toBe(false);
});

test("A lost connection is told once, and so is its return", async () => {
  const script: Script = {
    hear: (frame, answer) => {
      if (frame.type === "chat.send") answer(accepted(frame, "t"), delta("t", 1, "Once"));
      if (frame.type === "chat.resume") answer(done("t", 2, "Once more"));
    },
  };
  const { ended, server, written } = await talk({ lines: ["one"], script });
  await expect.poll(written).toBe("Once");
  server.drop();
  await ended;
  expect(written()).toMatch(/^Once\n· the connection is lost, trying again …\n· connected again\n more\n/);
});
