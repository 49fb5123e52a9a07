import { describe, expect, test, vi } from "vitest";
import { BeingErased, UpstreamUnavailable } from "#shared/errors.ts";
import type { Goal } from "#shared/ports/goals.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns } from "#test/builders/stage-turns.ts";
import { fakeChatModel, modelDown } from "#test/fakes/fake-chat-model.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { defaultCareAnswer } from "./default-care-answer.ts";
import { tokensOfMessage } from "./tokens-of-message.ts";

const spoken = (frames: readonly { type: string; text?: string }[]) =>
  frames.map(({ type, text }) => (type === "chat.delta" ? text : "")).join("");
const seqsOf = (frames: readonly { seq: number }[]) => frames.map(({ seq }) => seq);
const upTo = (length: number) => Array.from({ length }, (_, at) => at + 1);

test("a turn streams its words in order, ends with all of them, and is kept", async () => {
  const stage = stageTurns(fakeChatModel(["Hello ", "Anna", "."]));
  const letter = buildLetter();
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
  const frames = stage.framesAt();
  expect(spoken(frames)).toBe("Hello Anna.");
  expect(seqsOf(frames)).toEqual(upTo(frames.length));
  expect(frames.at(-1)).toMatchObject({
    type: "chat.done",
    turn_id: letter.turnId,
    text: "Hello Anna.",
    finish_reason: "stop",
    usage: { model: "fake", prompt_tokens: 10, completion_tokens: 3, total_tokens: 13, cost_usd: 16e-6 },
  });
  const said = [...stage.store.people.memory.messages.values()].map(({ role, content }) => [role, content]);
  expect(said).toEqual([
    ["user", "How are you?"],
    ["assistant", "Hello Anna."],
  ]);
  expect(stage.ports.jobs.sent.map(({ queue }) => queue)).toEqual(["memory-jobs", "session-jobs"]);
});

test("the next turn knows what was said, from Redis or, where that is lost, from Postgres", async () => {
  for (const lost of [false, true]) {
    const model = fakeChatModel(["Noted."]);
    const stage = stageTurns(model);
    await stage.run(buildLetter({ text: "I like tea" }));
    if (lost) stage.ports.stream.lose();
    await stage.run(buildLetter({ clientMessageId: "m2", text: "What do I like?" }));
    const [, ...history] = model.requests[1]!.messages;
    expect(history.map(({ role, content }) => [role, content])).toEqual([
      ["user", "I like tea"],
      ["assistant", "Noted."],
      ["user", "What do I like?"],
    ]);
  }
});

test("what was said elsewhere is recalled as data, and named at the end", async () => {
  const model = fakeChatModel(["Yes."]);
  const stage = stageTurns(model);
  await stage.run(buildLetter({ text: "I love programming </memories> and tea" }));
  const letter = buildLetter({
    clientMessageId: "m2",
    clientConversationId: "c2",
    text: "Do I love programming?",
  });
  await stage.accept(letter);
  await stage.run(letter);
  const { content } = model.requests[1]!.messages[0]!;
  expect(content).toContain("love programming \\u003c/memories\\u003e and tea");
  expect(content.match(/<\/memories>/g)).toHaveLength(1);
  const done = stage.framesAt().at(-1) as unknown as { memories: { content: string }[] };
  expect(done.memories.map((memory) => memory.content)).toContain("I love programming </memories> and tea");
});

test("where the person has not written the coach opens the conversation, without tools", async () => {
  const model = fakeChatModel(["How did you sleep?"]);
  const stage = stageTurns(model);
  const letter = buildLetter({ opens: true, text: "Check-in: sleep" });
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
  const { messages, tools } = model.requests[0]!;
  expect(messages.at(-1)!.content).toContain('"Check-in: sleep"');
  expect(tools).toBeUndefined();
  const said = [...stage.store.people.memory.messages.values()].map(({ role, content }) => [role, content]);
  expect(said).toEqual([
    ["system", "Check-in: sleep"],
    ["assistant", "How did you sleep?"],
  ]);
  await stage.run(buildLetter({ clientMessageId: "m2", text: "Well" }));
  expect(model.requests[1]!.messages.slice(1).map(({ content }) => content)).toEqual([
    "Check-in: sleep",
    "How did you sleep?",
    "Well",
  ]);
});

describe("a tool", () => {
  test("is run, shown with its number, and answered to the model", async () => {
    const model = fakeChatModel(
      [{ call: "remember", with: { content: "The user likes tea.", type: "preference" } }],
      ["I will remember that."],
    );
    const stage = stageTurns(model);
    const letter = buildLetter({ text: "Remember that I like tea" });
    await stage.accept(letter);
    await stage.run(letter);
    const frames = stage.framesAt();
    expect(frames[0]).toMatchObject({
      type: "chat.tool",
      seq: 1,
      name: "remember",
      result: { remembered: true, content: "The user likes tea." },
    });
    expect(seqsOf(frames)).toEqual(upTo(frames.length));
    expect(model.requests[1]!.messages.at(-1)).toMatchObject({ role: "tool", toolCallId: "call-0" });
    expect(stage.store.people.memory.drafts.size).toBe(1);
  });

  test("after which the model has nothing to say is told of when it is asked once more, without tools", async () => {
    const model = fakeChatModel([{ call: "list_goals", with: {} }], [], ["You have none."]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    expect(await stage.run(letter)).toMatchObject({ outcome: "done", tools: 1, tokens: 31 });
    expect(model.requests.map(({ mustCall }) => mustCall)).toEqual([undefined, undefined, "none"]);
    expect(model.requests[2]!.tools).toEqual(model.requests[0]!.tools);
    expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "You have none." });
  });

  test("after which the model has nothing more to say than before ends the turn well", async () => {
    const model = fakeChatModel(["I set it.", { call: "create_goal", with: { title: "Run 10k" } }], []);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    expect(await stage.run(letter)).toMatchObject({ outcome: "done", tools: 1 });
    expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "I set it." });
    expect(model.requests).toHaveLength(2);
  });

  test.each([
    ["that it does not ask for again", [[{ call: "list_goals", with: {} }], []], 3, 1],
    ["that it asks for in each round", [[{ call: "list_goals", with: {} }]], 6, 4],
  ])(
    "of a model that never says a word, %s, ends the turn with an error",
    async (_, script, asked, tools) => {
      const model = fakeChatModel(...script);
      const stage = stageTurns(model);
      const letter = buildLetter();
      await stage.accept(letter);
      expect(await stage.run(letter)).toMatchObject({
        outcome: "failed",
        code: "upstream_unavailable",
        tools,
      });
      expect(model.requests).toHaveLength(asked);
      expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.error" });
    },
  );

  test("of a model that calls whenever it sees one, is not shown in the end, and the model speaks", async () => {
    const model = fakeChatModel();
    const stream = model.stream.bind(model);
    model.stream = (request, limits) => {
      model.script = [...model.script, request.tools ? [{ call: "list_goals", with: {} }] : ["None."]];
      return stream(request, limits);
    };
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    expect(await stage.run(letter)).toMatchObject({ outcome: "done", tools: 4 });
    expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "None." });
    expect(model.requests).toHaveLength(6);
  });

  test("that is called for ever is called in four rounds, though the model may call none in the fifth", async () => {
    const model = fakeChatModel(["Let me see. ", { call: "list_goals", with: {} }]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    expect(await stage.run(letter)).toMatchObject({ outcome: "done", tools: 4 });
    expect(model.requests.map(({ mustCall }) => mustCall)).toEqual([...Array(4).fill(undefined), "none"]);
    expect(model.requests[4]!.tools).toEqual(model.requests[0]!.tools);
    expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", finish_reason: "stop" });
  });

  test("keeps nothing that needs consent, whatever type the model gives it", async () => {
    const content = "The user is allergic to nuts.";
    const model = fakeChatModel([{ call: "remember", with: { content, type: "fact" } }], ["Sorry."]);
    const stage = stageTurns(model);
    const letter = buildLetter({ text: "Remember that I am allergic to nuts" });
    await stage.accept(letter);
    await stage.run(letter);
    expect(model.requests[1]!.messages.at(-1)!.content).toMatch(/type health must not be kept/);
    expect(stage.store.people.memory.drafts.size).toBe(0);
  });

  test.each([
    ["that there is none of", "dance", {}, "there is no tool dance"],
    ["with arguments that are no JSON", "remember", "{", "not a JSON object"],
    [
      "with an argument that cannot be named so in a store",
      "remember",
      { "a\u0000": 1 },
      "not a JSON object",
    ],
    ["with arguments of the wrong kind", "forget", { memory_id: 7 }, "memory_id"],
    [
      "that names nothing there is",
      "forget",
      { memory_id: "00000000-0000-7000-8000-000000000000" },
      "no such memory",
    ],
  ])("%s is told what is wrong, and the turn goes on", async (_what, call, given, complaint) => {
    const model = fakeChatModel([{ call, with: given }], ["Sorry."]);
    const stage = stageTurns(model);
    expect(await stage.run(buildLetter())).toMatchObject({ outcome: "done" });
    expect(model.requests[1]!.messages.at(-1)!.content).toContain(complaint);
  });

  test("that there is none of is kept and shown by a name of 64 characters at most", async () => {
    const stage = stageTurns(fakeChatModel([{ call: `a\u0000${"b".repeat(40_000)}`, with: {} }], ["Sorry."]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.run(letter);
    const [frame] = stage.framesAt();
    expect(frame).toMatchObject({ type: "chat.tool", name: `a${"b".repeat(63)}` });
    expect(JSON.stringify(frame).length).toBeLessThan(2_000);
  });

  test("that gives more than the context has room for is cut, in each round, and the model can go on", async () => {
    const contextTokens = 8_000;
    const model = fakeChatModel(Array(3).fill({ call: "list_goals", with: {} }));
    const stage = stageTurns(model, { contextTokens });
    const given = { why: "word ".repeat(1_000), measure: null, targetDate: null, progress: 0 };
    const goal = { id: "g", title: "Run", ...given, status: "active", openTasks: 0, doneTasks: 0 } as Goal;
    stage.ports.goals.list = async () => ({ items: Array(10).fill(goal), next: null });
    await stage.run(buildLetter({ text: "word ".repeat(2_000) }));
    expect(model.requests).toHaveLength(6);
    for (const { messages, tools = [], maxTokens } of model.requests) {
      const asked = messages.reduce((total, message) => total + tokensOfMessage(message), 0);
      const offered = estimateTokens(JSON.stringify(tools));
      expect(asked + offered + maxTokens!).toBeLessThan(contextTokens + 12 * 210);
    }
    expect(model.requests[1]!.messages.at(-1)!.content).toContain("cut off here");
  });

  test("is no longer to be called by a model that only ever calls", async () => {
    const model = fakeChatModel([{ call: "search_memory", with: { query: "tea" } }]);
    const stage = stageTurns(model);
    model.script = [
      ...Array.from({ length: 4 }, () => [{ call: "search_memory", with: { query: "tea" } }]),
      ["Enough."],
    ];
    expect(await stage.run(buildLetter())).toMatchObject({ outcome: "done", tools: 4 });
    expect(model.requests.at(-1)).toMatchObject({ mustCall: "none" });
  });

  test("remembers once what a turn that runs again remembers again", async () => {
    const model = fakeChatModel(
      [{ call: "remember", with: { content: "The user likes tea." } }],
      [modelDown],
    );
    const stage = stageTurns(model);
    await stage.run(buildLetter());
    model.script = [
      ...model.script,
      [{ call: "remember", with: { content: "The user likes tea." } }],
      ["Done."],
    ];
    expect(await stage.run(buildLetter({ attempt: 2 }))).toMatchObject({ outcome: "done" });
    expect(stage.store.people.memory.drafts.size).toBe(1);
  });
});

describe("a model that fails", () => {
  test("before its first word ends the turn with an error, keeps the message, and lets the same id run again", async () => {
    const model = fakeChatModel([modelDown]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    expect(await stage.run(letter)).toMatchObject({ outcome: "failed", code: "upstream_unavailable" });
    expect(stage.framesAt()).toMatchObject([
      {
        type: "chat.error",
        turn_id: letter.turnId,
        seq: 1,
        error: { code: "upstream_unavailable", request_id: "r1" },
      },
    ]);
    expect([...stage.store.people.memory.messages.values()].map(({ content }) => content)).toEqual([
      "How are you?",
    ]);

    model.script = [["Better."]];
    const again = await stage.accept(letter);
    expect(again).toMatchObject({ outcome: "accepted", unbegun: [{ attempt: 2 }] });
    expect(await stage.run({ ...letter, attempt: 2 })).toMatchObject({ outcome: "done", attempt: 2 });
    const frames = stage.framesAt().slice(1);
    expect(seqsOf(frames)).toEqual(upTo(frames.length));
    expect(frames.at(-1)).toMatchObject({ type: "chat.done", text: "Better." });
    expect(stage.store.people.memory.messages.size).toBe(2);
  });

  test("has the next run wait until its error has reached all who can be reached", async () => {
    const stage = stageTurns(fakeChatModel([modelDown]));
    const letter = buildLetter();
    await stage.accept(letter);
    const { send } = stage.ports.frames;
    const onItsWay = Promise.withResolvers<void>();
    stage.ports.frames.send = async (id, frame) => {
      if (JSON.stringify(frame).includes("chat.error")) await onItsWay.promise;
      return await send(id, frame);
    };
    const running = stage.run(letter);
    await vi.waitUntil(async () => (await stage.accept(letter)).outcome === "waits");
    onItsWay.resolve();
    await running;
    expect(await stage.accept(letter)).toMatchObject({ outcome: "accepted", unbegun: [{ attempt: 2 }] });
  });

  test("is behind what a device hears that comes back while the message runs again: that it does, in the same words", async () => {
    const model = fakeChatModel([modelDown]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    const watch = (connectionId: string) =>
      stage.ports.stream.watch({ ...letter, connectionId, listensUntil: null });
    await watch("tablet");
    await stage.accept(letter);
    await stage.run(letter);
    model.script = [["Better."]];
    expect(await stage.accept(letter)).toMatchObject({ listeners: ["tablet"] });
    await watch("tablet, back again");
    await stage.run({ ...letter, attempt: 2 });
    const { turnId, clientMessageId, text } = letter;
    const begins = { type: "chat.accepted", turn_id: turnId, id: clientMessageId, text };
    const spoken = [{ type: "chat.delta" }, { type: "chat.done" }];
    expect(stage.framesAt("tablet, back again")).toMatchObject([begins, ...spoken]);
    for (const told of ["s1", "tablet"]) {
      expect(stage.framesAt(told)).toMatchObject([{ type: "chat.error" }, ...spoken]);
    }
  });

  test.each([
    ["in other words", []],
    ["ask for less", [{ ends: "length" as const }]],
  ])(
    "to say a word ends the turn with an error that says so (%s), and is paid for",
    async (advice, moves) => {
      const model = fakeChatModel(moves);
      const stage = stageTurns(model, { dailyTokens: 10 });
      const letter = buildLetter();
      await stage.accept(letter);
      const ran = await stage.run(letter);
      expect(ran).toMatchObject({ outcome: "failed", code: "upstream_unavailable", tokens: 10 });
      expect(stage.framesAt()).toMatchObject([
        { type: "chat.error", error: { message: expect.stringContaining(advice) } },
      ]);
      expect(stage.store.people.memory.messages.size).toBe(1);
      const next = stage.run(buildLetter({ clientMessageId: "m2" }));
      expect(await next).toMatchObject({ outcome: "failed", code: "rate_limited" });
    },
  );

  test("in mid-stream keeps what was said, marked", async () => {
    const stage = stageTurns(fakeChatModel(["Half a ", modelDown]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.run(letter);
    expect(stage.framesAt()).toMatchObject([{ type: "chat.delta" }, { type: "chat.error", seq: 2 }]);
    const reply = [...stage.store.people.memory.messages.values()].at(-1)!;
    expect(reply).toMatchObject({ role: "assistant", content: "Half a " });
    expect(stage.store.sayings.get(reply.id)?.status).toBe("failed");
  });

  test("by a fault of ours shows nothing of it", async () => {
    const stage = stageTurns(fakeChatModel([{ fails: new Error("secret detail") }]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.run(letter);
    expect(stage.framesAt()).toMatchObject([{ type: "chat.error", error: { code: "internal" } }]);
    expect(JSON.stringify(stage.framesAt())).not.toContain("secret");
  });
});

describe("a person who asks to stop", () => {
  test("stops the model, and what was said stays", async () => {
    const stage = stageTurns(
      fakeChatModel(["One ", { waitMs: 300 }, "two ", { until: new Promise(() => undefined) }, "three"]),
    );
    const letter = buildLetter();
    await stage.accept(letter);
    const running = stage.run(letter);
    await expect.poll(() => stage.framesAt().length).toBeGreaterThan(0);
    await stage.ports.stream.cancel({ ownerId: letter.ownerId, turnId: letter.turnId });
    expect(await running).toMatchObject({ outcome: "cancelled" });
    const last = stage.framesAt().at(-1)!;
    expect(last).toMatchObject({ type: "chat.done", finish_reason: "cancelled" });
    expect(last.text).toBe(spoken(stage.framesAt()));
    expect(last.text).not.toContain("three");
  });

  test("pays for the prompt that the model had read, though it did not come to say so", async () => {
    const stage = stageTurns(fakeChatModel([{ until: new Promise(() => undefined) }, "three"]));
    const letter = buildLetter({ text: "Tell me something. ".repeat(100) });
    await stage.accept(letter);
    const running = stage.run(letter);
    await expect.poll(() => stage.ports.model.requests.length).toBe(1);
    await stage.ports.stream.cancel({ ownerId: letter.ownerId, turnId: letter.turnId });
    expect(await running).toMatchObject({ outcome: "cancelled", tokens: expect.any(Number) });
    const { usage } = stage.framesAt().at(-1) as unknown as {
      usage: { prompt_tokens: number; completion_tokens: number };
    };
    expect(usage.prompt_tokens).toBeGreaterThan(475);
    expect(usage.completion_tokens).toBe(0);
  });

  test("while a tool is at work pays for no prompt that was not sent", async () => {
    const model = fakeChatModel([{ call: "list_goals", with: {} }], ["Here they are."]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    const { list } = stage.ports.goals;
    stage.ports.goals.list = async (...asked) => {
      await stage.ports.stream.cancel({ ownerId: letter.ownerId, turnId: letter.turnId });
      await expect.poll(() => stage.ports.stream.read({ ...letter, after: 0 })).not.toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return await list(...asked);
    };
    expect(await stage.run(letter)).toMatchObject({ outcome: "cancelled", tokens: 10 });
    expect(model.requests).toHaveLength(1);
  });

  test("before it began never asks the model", async () => {
    const model = fakeChatModel(["Hello"]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.ports.stream.cancel({ ownerId: letter.ownerId, turnId: letter.turnId });
    expect(await stage.run(letter)).toMatchObject({ outcome: "cancelled" });
    expect(model.requests).toHaveLength(0);
    expect(stage.framesAt()).toMatchObject([
      { type: "chat.done", text: "", finish_reason: "cancelled", seq: 1 },
    ]);
  });
});

test("who is erased while they are answered is told so, and nothing of it is kept", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  stage.ports.turns.finish = () => Promise.reject(new BeingErased());
  const letter = buildLetter();
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "failed", code: "forbidden" });
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.error", error: { code: "forbidden" } });
});

test("what is told to somebody who is being erased goes soon after", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  stage.ports.turns.begin = () => Promise.reject(new BeingErased());
  const letter = buildLetter();
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "refused", code: "forbidden" });
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.error", error: { code: "forbidden" } });
  stage.clock.advance(10_000);
  expect(await stage.ports.stream.read({ ...letter, after: 0 })).toBeNull();
});

describe("a letter that comes twice", () => {
  test("after its turn has ended is told nothing new, and asks no model", async () => {
    const model = fakeChatModel(["Hello"]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.run(letter);
    const before = stage.framesAt().length;
    expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
    expect([model.requests.length, stage.framesAt().length]).toEqual([1, before]);
  });

  test("and whose end nobody was told, since Redis forgot it, is told again from what is kept", async () => {
    const model = fakeChatModel(["Hello Anna"]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.run(letter);
    stage.ports.stream.lose();
    await stage.accept(letter, "s2");
    expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
    const frames = stage.framesAt("s2").filter(({ type }) => type !== "chat.accepted");
    expect(spoken(frames)).toBe("Hello Anna");
    expect(frames.at(-1)).toMatchObject({ type: "chat.done", text: "Hello Anna", seq: frames.length });
    expect(model.requests).toHaveLength(1);
  });
});

describe("a runner that takes over", () => {
  /** A runner that dies in the middle: its next call never settles. */
  async function die(stage: ReturnType<typeof stageTurns>, letter: ReturnType<typeof buildLetter>) {
    void stage.run(letter);
    await expect.poll(() => stage.store.turns.size).toBe(1);
  }

  test("ends a turn whose words were shown, and keeps them, marked", async () => {
    const model = fakeChatModel(["Half a ", { until: new Promise(() => undefined) }]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    await die(stage, letter);
    await expect.poll(() => stage.framesAt().length).toBe(1);
    expect(await stage.run(letter)).toMatchObject({ outcome: "interrupted", code: "turn_interrupted" });
    // Whether the dead one's last frame arrived nobody knows: it may come twice.
    const frames = [...new Map(stage.framesAt().map((frame) => [frame.seq, frame])).values()];
    expect(frames).toMatchObject([
      { type: "chat.delta", seq: 1 },
      { type: "chat.error", seq: 2, error: { code: "turn_interrupted" } },
    ]);
    expect(model.requests).toHaveLength(1);
    const reply = [...stage.store.people.memory.messages.values()].at(-1)!;
    expect([reply.content, stage.store.sayings.get(reply.id)?.status]).toEqual(["Half a ", "failed"]);
  });

  test("a runner that finds nothing of the turn before it tells all who hear it that it begins anew", async () => {
    const stage = stageTurns(fakeChatModel(["Half a ", { until: new Promise(() => undefined) }], ["Whole"]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.ports.audience.hear("s1", letter.conversationId);
    await die(stage, letter);
    await expect.poll(() => stage.framesAt().length).toBe(1);
    stage.ports.stream.lose();
    expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
    const types = stage.framesAt().map(({ type }) => type);
    expect(types.slice(-3)).toEqual(["chat.accepted", "chat.delta", "chat.done"]);
    const anew = stage.framesAt().slice(types.lastIndexOf("chat.accepted") + 1);
    expect([spoken(anew), anew[0]?.seq]).toEqual(["Whole", 1]);
  });

  test("a socket that could not be told that a turn begins anew is sent no words of it", async () => {
    const stage = stageTurns(fakeChatModel(["Half a ", { until: new Promise(() => undefined) }], ["Whole"]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.ports.audience.hear("s1", letter.conversationId);
    await die(stage, letter);
    await expect.poll(() => stage.framesAt().length).toBe(1);
    stage.ports.stream.lose();
    const { send } = stage.ports.frames;
    stage.ports.frames.send = async (id, frame) => {
      if ((frame as { type: string }).type === "chat.accepted") throw new Error("no answer");
      return await send(id, frame);
    };
    expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
    expect(stage.framesAt().slice(1)).toEqual([]);
  });

  test("runs a turn anew of which nothing was shown, and the first one may say nothing more", async () => {
    const gate = Promise.withResolvers<void>();
    const model = fakeChatModel([{ until: gate.promise }, "Too late"], ["In time"]);
    const stage = stageTurns(model);
    const letter = buildLetter();
    await stage.accept(letter);
    const first = stage.run(letter);
    await expect.poll(() => model.requests.length).toBe(1);
    expect(await stage.run(letter)).toMatchObject({ outcome: "done", fence: 2 });
    gate.resolve();
    expect(await first).toMatchObject({ outcome: "fenced" });
    expect(spoken(stage.framesAt())).toBe("In time");
    expect(stage.store.people.memory.messages.size).toBe(2);
  });

  test("is not done with a letter whose end it stored and another runner is to tell", async () => {
    const stage = stageTurns(fakeChatModel(["Hello"]));
    const letter = buildLetter();
    await stage.accept(letter);
    const { finish } = stage.ports.turns;
    stage.ports.turns.finish = async (turn) => {
      const finished = await finish(turn);
      await stage.ports.stream.takeOver(letter, 2);
      return finished;
    };
    expect(await stage.run(letter)).toMatchObject({ outcome: "fenced" });
    expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
    expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "Hello" });
  });

  test("writes its last frame with what closes the turn, and not with words that are on their way", async () => {
    const stage = stageTurns(fakeChatModel(["Hello"]));
    const letter = buildLetter();
    await stage.run(letter);
    stage.ports.stream.lose();
    await stage.accept(letter);
    const { flush } = stage.ports.stream;
    const flushes: string[] = [];
    stage.ports.stream.flush = async (given) => {
      const types = given.frames.map(({ type }) => type);
      flushes.push([...types, ...(given.closes ? ["closes"] : [])].join(" "));
      return await flush(given);
    };
    expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
    expect(flushes.at(-1)).toBe("done closes");
    expect(flushes.slice(0, -1).join(" ")).not.toContain("done");
  });

  test("has nothing left to tell of a run once the next one is accepted", async () => {
    const stage = stageTurns(fakeChatModel([modelDown]));
    const letter = buildLetter();
    await stage.accept(letter);
    await stage.run(letter);
    await stage.accept(letter);
    expect(await stage.run(letter)).toEqual({ outcome: "outrun" });
  });
});

test("Redis that forgets in the middle gets all of it again, and each word is heard", async () => {
  const gate = Promise.withResolvers<void>();
  const stage = stageTurns(fakeChatModel(["One ", { until: gate.promise }, "two"]));
  const letter = buildLetter();
  await stage.accept(letter);
  await stage.ports.audience.hear("s1", letter.conversationId);
  const running = stage.run(letter);
  await expect.poll(() => stage.framesAt().length).toBe(1);
  stage.ports.stream.lose();
  gate.resolve();
  expect(await running).toMatchObject({ outcome: "done" });
  const frames = new Map(stage.framesAt().map((frame) => [frame.seq, frame]));
  expect(spoken([...frames.values()])).toBe("One two");
  const kept = await stage.ports.stream.read({ ownerId: letter.ownerId, turnId: letter.turnId, after: 0 });
  expect(kept).toMatchObject({ closed: true });
  expect(kept!.frames.map(({ seq }) => seq)).toEqual(upTo(kept!.frames.length));
});

test("a socket where nobody is any more ends its delivery, and not the turn", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.accept(letter);
  stage.ports.frames.gone.add("s1");
  expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
  expect(stage.framesAt()).toEqual([]);
});

test("a message that signals danger is met with the tenant's answer, and no model reads it", async () => {
  for (const own of [null, "Call 112 and our own line."]) {
    const model = fakeChatModel(["Cheer up"]);
    const stage = stageTurns(model);
    if (own) stage.store.careAnswers.set("acme", own);
    const letter = buildLetter({ text: "I want to kill myself" });
    await stage.accept(letter);
    await stage.run(letter);
    expect(spoken(stage.framesAt())).toBe(own ?? defaultCareAnswer);
    expect(model.requests).toHaveLength(0);
    expect([...stage.store.turns.values()]).toMatchObject([{ care: true, status: "done" }]);
    expect(JSON.stringify(stage.ports.tally.take().added)).toContain("aimi_care_answers_total");
    expect(JSON.stringify(stage.ports.log.lines)).not.toContain("kill");
  }
});

test("a tenant that has spent its tokens of the day is told so, and its message is kept", async () => {
  const model = fakeChatModel(["Hello"]);
  const stage = stageTurns(model, { dailyTokens: 11 });
  await stage.run(buildLetter());
  const letter = buildLetter({ clientMessageId: "m2" });
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "failed", code: "rate_limited" });
  expect(stage.framesAt()).toMatchObject([{ type: "chat.error", error: { code: "rate_limited" } }]);
  expect(model.requests).toHaveLength(1);
  expect(stage.store.people.memory.messages.size).toBe(3);
});

test("a store that does not answer gives the letter back to its queue", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  stage.ports.turns.begin = async () => {
    throw new UpstreamUnavailable("the database");
  };
  await expect(stage.run(buildLetter())).rejects.toThrow(UpstreamUnavailable);
});

test("without Redis the turn is kept, and its letter goes back until it can be told", async () => {
  const model = fakeChatModel(["Hello"]);
  const stage = stageTurns(model);
  const letter = buildLetter();
  stage.ports.stream.failing = true;
  await expect(stage.run(letter)).rejects.toThrow(UpstreamUnavailable);
  stage.ports.stream.failing = false;
  await stage.accept(letter);
  expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
  expect(spoken(stage.framesAt())).toBe("Hello");
  expect(model.requests).toHaveLength(1);
}, 20_000);

test("a conversation that is cleared while the model speaks stays empty, and its client is told", async () => {
  const gate = Promise.withResolvers<void>();
  const stage = stageTurns(fakeChatModel(["One ", { until: gate.promise }, "two"]));
  const letter = buildLetter();
  await stage.accept(letter);
  const running = stage.run(letter);
  await expect.poll(() => stage.framesAt().length).toBe(1);
  await stage.ports.memories.clear({ ...letter, userId: letter.userId }, letter.conversationId);
  gate.resolve();
  expect(await running).toMatchObject({ outcome: "failed", code: "not_found" });
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.error", error: { code: "not_found" } });
  expect(stage.store.people.memory.messages.size).toBe(0);
});

test("nothing of what was said stands in the log", async () => {
  const stage = stageTurns(fakeChatModel(["Sesame"]));
  await stage.run(buildLetter({ text: "Open" }));
  const logged = JSON.stringify(stage.ports.log.lines);
  expect(logged).not.toMatch(/Sesame|Open/);
  expect(stage.ports.log.lines).toContainEqual(
    expect.objectContaining({
      level: "debug",
      what: "prompt",
      fields: expect.objectContaining({ history_kept: 0 }),
    }),
  );
});
