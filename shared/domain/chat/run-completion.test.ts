import { describe, expect, test } from "vitest";
import { RequestRefused } from "#shared/errors.ts";
import type { Completion } from "#shared/ports/completion.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns } from "#test/builders/stage-turns.ts";
import { fakeChatModel, type Move, modelRefuses } from "#test/fakes/fake-chat-model.ts";
import { abandonTurn } from "./abandon-turn.ts";
import { personOfLetter } from "./person-of-letter.ts";
import { toolSpecs } from "./tools/registry.ts";

const weather = { name: "weather", description: "", parameters: { type: "object" } };
const asksWeather: Move = { call: "weather", with: { city: "Oslo" } };

function buildCompletion(given: Partial<Completion> = {}): Completion {
  const { since = [], isSaidAgain = since.length > 0 } = given;
  return {
    instructions: "",
    replacesPersona: true,
    before: [],
    since,
    isSaidAgain,
    tools: [],
    manner: {},
    ...given,
  };
}

async function run(model: ReturnType<typeof fakeChatModel>, completion: Completion, text = "How are you?") {
  const stage = stageTurns(model);
  const letter = buildLetter({ text, completion });
  await stage.accept(letter);
  const ran = await stage.run(letter);
  const kept = [...stage.store.people.memory.messages.values()];
  return { stage, letter, ran, kept, frames: stage.framesAt() };
}

const namesOf = (tools: readonly { name: string }[] = []) => tools.map(({ name }) => name);

describe("a client that keeps its own history", () => {
  test("is answered in its own conversation and manner, and only the message and the reply are kept", async () => {
    const model = fakeChatModel(["Fine."]);
    const { kept } = await run(
      model,
      buildCompletion({
        instructions: "You are a pirate.",
        before: [
          { role: "user", content: "Ahoy" },
          { role: "assistant", content: "Ahoy!" },
        ],
        manner: { temperature: 0, topP: 0.5, maxTokens: 100, stop: ["END"], asJson: true },
      }),
    );
    const [{ messages, ...manner }] = model.requests as [(typeof model.requests)[0]];
    expect(messages[0]!.content).toMatch(/^You are a pirate\./);
    expect(messages.slice(1).map(({ content }) => content)).toEqual(["Ahoy", "Ahoy!", "How are you?"]);
    expect(manner).toMatchObject({ temperature: 0, topP: 0.5, maxTokens: 100, stop: ["END"], asJson: true });
    expect(kept.map(({ content }) => content)).toEqual(["How are you?", "Fine."]);
  });

  test("has its instructions behind the app's persona where it is a person and no server", async () => {
    const model = fakeChatModel(["Fine."]);
    await run(model, buildCompletion({ instructions: "You are a pirate.", replacesPersona: false }));
    expect(model.requests[0]!.messages[0]!.content).toMatch(/Aimi.*\n\nYou are a pirate\./s);
  });

  test("has the app's persona where it gives no instructions, and no longer answers than the stage allows", async () => {
    const model = fakeChatModel(["Fine."]);
    await run(model, buildCompletion({ manner: { maxTokens: 1_000_000 } }));
    expect(model.requests[0]!.messages[0]!.content).toContain("Aimi");
    expect(model.requests[0]!.maxTokens).toBe(2_000);
  });

  test("is told that the model refuses its request, which will not do better in a moment", async () => {
    const refused = { status: 400, param: "top_p" };
    const cause = new Error("the model server answered 400");
    const { frames, ran } = await run(
      fakeChatModel([{ fails: new RequestRefused("the model", cause, refused) }]),
      buildCompletion(),
    );
    expect(ran).toMatchObject({ outcome: "failed", code: "validation_failed" });
    const message = "top_p is refused by the model (400)";
    expect(frames).toMatchObject([{ type: "chat.error", error: { code: "validation_failed", message } }]);
    const other = stageTurns(fakeChatModel([modelRefuses]));
    expect(await other.run(buildLetter())).toMatchObject({ code: "upstream_unavailable" });
  });

  test("is known to the model as one that has set something, where it has", async () => {
    const model = fakeChatModel(["Fine."]);
    await run(model, buildCompletion({ manner: { topP: undefined } }));
    await run(model, buildCompletion({ manner: { topP: 0.1 } }));
    await run(model, buildCompletion({ tools: [weather] }));
    expect(model.requests.map(({ isClients }) => isClients)).toEqual([undefined, true, true]);
  });

  test("that asks the same again is not told as a memory how it was answered, nor what it has heard since", async () => {
    const model = fakeChatModel(["Your sister plays the cello in Oslo."], ["In Bergen."]);
    const stage = stageTurns(model);
    const text = "Where does my sister play the cello?";
    await stage.run(buildLetter({ text, completion: buildCompletion() }));
    await stage.run(buildLetter({ text, clientMessageId: "m2", completion: buildCompletion() }));
    await stage.run(
      buildLetter({
        text: "Does my sister play the cello?",
        clientMessageId: "m3",
        completion: buildCompletion(),
      }),
    );
    const [, again, other] = model.requests.map(({ messages }) => messages[0]!.content);
    expect(again).not.toContain("<memories>");
    expect(other).toContain("in Oslo");
  });

  const long = "word ".repeat(10_000);
  test.each([
    ["instructions", { instructions: long }],
    ["results", { since: [{ role: "tool", toolCallId: "c", content: long } as const] }],
    ["tools", { tools: [{ ...weather, description: long }] }],
  ])("is refused where its %s leave what is known no room", async (_, given) => {
    const model = fakeChatModel(["Fine."]);
    const { frames, ran } = await run(model, buildCompletion(given));
    expect(ran).toMatchObject({ outcome: "failed", code: "validation_failed" });
    const message = expect.stringContaining("AIMI_LLM_CONTEXT_TOKENS");
    expect(frames).toMatchObject([{ type: "chat.error", error: { message } }]);
    expect(model.requests).toEqual([]);
  });

  test("may have told as long a history as it likes: what finds no place is left out", async () => {
    const model = fakeChatModel(["Fine."]);
    const before = [{ role: "user", content: long } as const];
    expect((await run(model, buildCompletion({ before }))).ran).toMatchObject({ outcome: "done" });
  });

  test("is told that its answer was cut off, be it before the first word", async () => {
    const { frames, ran } = await run(fakeChatModel([{ ends: "length" }]), buildCompletion());
    expect(ran).toMatchObject({ outcome: "done" });
    expect(frames).toMatchObject([{ type: "chat.done", text: "", finish_reason: "length" }]);
  });

  test("is not told as a memory what it tells itself", async () => {
    const model = fakeChatModel(["Noted."]);
    const stage = stageTurns(model);
    await stage.run(buildLetter({ text: "I love programming" }));
    const before = [{ role: "user", content: "I love programming" } as const];
    const letter = { clientMessageId: "m2", clientConversationId: "c2", text: "Do I love programming?" };
    await stage.run(buildLetter({ ...letter, completion: buildCompletion({ before }) }));
    await stage.run(buildLetter({ ...letter, clientMessageId: "m3", completion: buildCompletion() }));
    const [, told, untold] = model.requests.map(({ messages }) => messages[0]!.content);
    expect(told).not.toContain("<memories>");
    expect(untold).toContain("I love programming");
  });
});

describe("a client's own tools", () => {
  const tools = [weather];

  test("stand beside ours; a call of one is shown whole, kept, and ends the turn for the client to make", async () => {
    const model = fakeChatModel(["Let me see.", asksWeather]);
    const { stage, frames, kept, ran } = await run(model, buildCompletion({ tools }));
    expect(namesOf(model.requests[0]!.tools)).toEqual(expect.arrayContaining(["weather", "search_memory"]));
    expect(model.requests).toHaveLength(1);
    const call = { name: "weather", arguments: { city: "Oslo" }, result: null };
    expect(frames.map(({ type }) => type)).toEqual(["chat.delta", "chat.tool", "chat.done"]);
    expect(frames[1]).toMatchObject({ ...call, call_id: "call-0" });
    expect(ran).toMatchObject({ outcome: "done", tools: 1 });
    expect(stage.store.sayings.get(kept[1]!.id)!.tools).toEqual([{ ...call, callId: "call-0" }]);
    expect(kept.map(({ content }) => content)).toEqual(["How are you?", "Let me see."]);
  });

  test("are handed over again where the turn is told again and nobody knows what it showed", async () => {
    const { stage, letter } = await run(
      fakeChatModel(["Let me see.", asksWeather]),
      buildCompletion({ tools }),
    );
    await stage.ports.stream.forgetConversation(letter.conversationId);
    await stage.accept(letter, "s2");
    expect(await stage.run(letter)).toMatchObject({ outcome: "retold" });
    const shown = stage.framesAt("s2").filter(({ type }) => type !== "chat.accepted");
    expect(shown).toMatchObject([
      { type: "chat.delta", text: "Let me see." },
      { type: "chat.tool", name: "weather", call_id: "call-0" },
      { type: "chat.done" },
    ]);
  });

  test("are not handed over a second time where their runner died behind them", async () => {
    const model = fakeChatModel([asksWeather]);
    const stage = stageTurns(model);
    const letter = buildLetter({ completion: buildCompletion({ tools }) });
    await stage.accept(letter);
    const { finish } = stage.ports.turns;
    stage.ports.turns.finish = () => new Promise(() => undefined);
    void stage.run(letter);
    await expect.poll(() => stage.framesAt()).toHaveLength(1);
    stage.ports.turns.finish = finish;
    expect(await stage.run(letter)).toMatchObject({ outcome: "interrupted", code: "turn_interrupted" });
    expect(model.requests).toHaveLength(1);
  });

  test("what they gave is read behind the message, which is not kept again", async () => {
    const model = fakeChatModel([asksWeather], ["It rains."]);
    const stage = stageTurns(model);
    await stage.run(buildLetter({ text: "Rain?", completion: buildCompletion({ tools }) }));
    const toolCalls = [{ id: "call-0", name: "weather", arguments: "{}" }];
    const since = [
      { role: "assistant", content: "", toolCalls } as const,
      { role: "tool", toolCallId: "call-0", content: "rain" } as const,
    ];
    await stage.run(
      buildLetter({ clientMessageId: "m2", text: "Rain?", completion: buildCompletion({ tools, since }) }),
    );
    expect(model.requests[1]!.messages.slice(1)).toEqual([{ role: "user", content: "Rain?" }, ...since]);
    const kept = [...stage.store.people.memory.messages.values()].map(({ content }) => content);
    expect(kept).toEqual(["Rain?", "", "It rains."]);
  });

  test("what they gave brings its message once, though no runner could answer", async () => {
    const stage = stageTurns(fakeChatModel([asksWeather]));
    await stage.run(buildLetter({ text: "Rain?", completion: buildCompletion({ tools }) }));
    const since = [{ role: "tool", toolCallId: "call-0", content: "rain" } as const];
    const completion = buildCompletion({ tools, since });
    await abandonTurn(stage.ports, buildLetter({ clientMessageId: "m2", text: "Rain?", completion }));
    const kept = [...stage.store.people.memory.messages.values()].map(({ content }) => content);
    expect(kept).toEqual(["Rain?", ""]);
  });

  describe("beside which ours has done something before the client comes back", () => {
    const reminds: Move = {
      call: "set_reminder",
      with: { text: "Call mum", at: "2099-01-01T09:00" },
    };
    const toolCalls = [{ id: "call-1", name: "weather", arguments: "{}" }];
    const since = [
      { role: "assistant", content: "", toolCalls } as const,
      { role: "tool", toolCallId: "call-1", content: "rain" } as const,
    ];

    async function comeBack(...script: Move[][]) {
      const model = fakeChatModel([reminds, asksWeather], ...script);
      const stage = stageTurns(model);
      const text = "Remind me to call mum, and the weather?";
      const first = buildLetter({ text, completion: buildCompletion({ tools }) });
      await stage.run(first);
      const next = { clientMessageId: "m2", text, completion: buildCompletion({ tools, since }) };
      const letter = buildLetter(next);
      expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
      const { items } = await stage.ports.reminders.list(
        personOfLetter(letter),
        { kind: "reminder", statuses: undefined, dueFrom: undefined, dueUntil: undefined },
        { limit: 9, after: null },
      );
      return { model, items };
    }

    test("the model is told that it is done", async () => {
      const { model } = await comeBack(["It rains."]);
      const [, said, ...followed] = model.requests[1]!.messages;
      expect(said).toMatchObject({ role: "user" });
      expect(followed).toEqual([
        {
          ...{ role: "assistant", content: "" },
          toolCalls: [{ id: "done00000", name: "set_reminder", arguments: expect.stringContaining("mum") }],
        },
        { role: "tool", toolCallId: "done00000", content: expect.stringContaining("Call mum") },
        ...since,
      ]);
    });

    test("the same call again makes nothing twice", async () => {
      const { model, items } = await comeBack([reminds], ["It rains."]);
      expect(model.requests[2]!.messages.at(-1)!.content).toContain("Call mum");
      expect(items).toHaveLength(1);
    });
  });

  test("go before one of ours of the same name", async () => {
    const own = { ...weather, name: "search_memory" };
    const model = fakeChatModel([{ call: "search_memory", with: { q: "tea" } }]);
    const { frames } = await run(model, buildCompletion({ tools: [own] }));
    expect(namesOf(model.requests[0]!.tools).filter((name) => name === "search_memory")).toHaveLength(1);
    expect(frames[0]).toMatchObject({ type: "chat.tool", name: "search_memory", result: null });
  });

  test("are called beside ours in one round: ours is carried out, and the client gets its own", async () => {
    const model = fakeChatModel([{ call: "search_memory", with: { query: "tea" } }, asksWeather]);
    const { frames } = await run(model, buildCompletion({ tools }));
    expect(frames.map(({ call_id }) => call_id)).toEqual([undefined, "call-1", undefined]);
    expect(model.requests).toHaveLength(1);
  });

  test.each([{ asJson: true }, { schema: { name: "s", schema: {} } }])(
    "stand alone where the answer is to be JSON, which a round in between would break (%#)",
    async (manner) => {
      const model = fakeChatModel(["{}"]);
      await run(model, buildCompletion({ tools, manner }));
      expect(namesOf(model.requests[0]!.tools)).toEqual(["weather"]);
      await run(model, buildCompletion({ manner }));
      expect(model.requests[1]!.tools).toBeUndefined();
    },
  );

  test("stand alone where they and ours would be more than a model takes", async () => {
    const model = fakeChatModel(["Hm."]);
    const many = (size: number) => Array.from({ length: size }, (_, at) => ({ ...weather, name: `t${at}` }));
    await run(model, buildCompletion({ tools: many(128 - toolSpecs.length) }));
    await run(model, buildCompletion({ tools: many(129 - toolSpecs.length) }));
    expect(model.requests.map(({ tools }) => tools!.length)).toEqual([128, 129 - toolSpecs.length]);
  });

  test("that must be called stand alone in the first round, and none is offered where none may be", async () => {
    const model = fakeChatModel(["Hm."]);
    await run(model, buildCompletion({ tools, mustCall: { name: "weather" } }));
    expect(namesOf(model.requests[0]!.tools)).toEqual(["weather"]);
    expect(model.requests[0]!.mustCall).toEqual({ name: "weather" });
    const mistaken = fakeChatModel(["Hm."]);
    await run(mistaken, buildCompletion({ tools, mustCall: { name: "dance" } }));
    expect(mistaken.requests[0]).not.toHaveProperty("mustCall");
    const silent = fakeChatModel(["Hm."]);
    await run(silent, buildCompletion({ tools, mustCall: "none" }));
    expect(silent.requests[0]!.tools).toBeUndefined();
  });

  test.each(["no json", JSON.stringify({ text: "x".repeat(30_000) })])(
    "a call that cannot be handed over goes back to the model, a few times (%#)",
    async (given) => {
      const model = fakeChatModel([{ call: "weather", with: given }]);
      const { frames, ran } = await run(model, buildCompletion({ tools }));
      expect(frames[0]).toMatchObject({ name: "weather", result: { error: expect.any(String) } });
      expect(frames[0]!.call_id).toBeUndefined();
      expect(model.requests.length).toBeLessThan(7);
      expect(ran).toMatchObject({ outcome: "failed", tools: 5 });
    },
  );
});
