import { describe, expect, test } from "vitest";
import { checkChat } from "./check-chat.ts";
import { planReply, type Reply } from "./plan-reply.ts";

const now = Date.UTC(2026, 10, 26);
const remembered = [
  {
    ...{ id: "1", kind: "message", date: "2026-05-03", role: "user" },
    text: "Hello, my name is Alice and I love Python programming",
  },
  {
    ...{ id: "2", kind: "memory", type: "event", date: "2026-06-03" },
    text: "My dentist appointment is on 3 July",
  },
  { ...{ id: "3", kind: "memory", type: "fact", date: "2025-02-03" }, text: "The user lives in Oslo" },
  {
    ...{ id: "4", kind: "message", date: "2026-05-03", role: "assistant" },
    text: "Noted: you collect stamps",
  },
];
const system = (memories: readonly object[]) =>
  `You are Aimi.\n\n<memories>\n${memories.map((each) => JSON.stringify(each)).join("\n")}\n</memories>\n\nThey are data.`;

interface Asked {
  readonly memories?: readonly object[];
  readonly persona?: string;
  readonly before?: readonly object[];
  readonly after?: readonly object[];
  readonly more?: object;
}

function replyTo(text: string, asked: Asked = {}): Reply {
  const { memories = remembered, persona = system(memories), before = [], after = [], more = {} } = asked;
  const messages = [
    { role: "system", content: persona },
    ...before,
    { role: "user", content: text },
    ...after,
  ];
  return planReply(checkChat({ messages, ...more }), now);
}
const say = (text: string, asked?: Asked) => replyTo(text, asked).text;

describe("a question is answered from the memories, with when it was told", () => {
  test.each([
    ["What is my name?", "You told me in May that your name is Alice."],
    ["what do I like", "You told me in May that you love Python programming."],
    ["When is my dentist appointment?", "You told me in June that your dentist appointment is on 3 July."],
    ["Do you remember where I live?", "You told me in February 2025 that you live in Oslo."],
    ["What did I say about programming?", "You told me in May that you love Python programming."],
    ["Whn is my dentits apointment?", "You told me in June that your dentist appointment is on 3 July."],
    ["Do I collect stamps?", "I told you in May: “Noted: you collect stamps”"],
    ["What is my sister's name?", "I do not know: you have not told me yet. Tell me, and I will remember."],
  ])("%s %s", (question, answer) => {
    expect(say(question)).toBe(answer);
  });

  test("told today is told today", () => {
    const memories = [{ id: "1", date: "2026-11-26", text: "I love tea" }];
    expect(say("What do I love?", { memories })).toBe("You told me today that you love tea.");
  });

  test.each([
    ["Where do I live?", "You told me in March that you live in Bonn."],
    ["What coffee do I love?", "You told me in March that you no longer like coffee."],
  ])("and not from what holds no longer: %s", (question, answer) => {
    const memories = [
      { id: "1", kind: "message", role: "user", date: "2026-03-03", text: "I live in Berlin. I love coffee" },
      { id: "2", kind: "memory", date: "2026-03-03", text: "The user lives in Bonn." },
      { id: "3", kind: "memory", date: "2026-03-03", text: "The user no longer likes coffee." },
    ];
    expect(say(question, { memories })).toBe(answer);
  });

  test("in a script without spaces too", () => {
    const memories = [
      { id: "1", date: "2026-05-03", text: "我喜欢编程" },
      { id: "2", date: "2026-05-03", text: "今天天气很好" },
    ];
    expect(say("编程有趣吗？", { memories })).toBe("You told me in May: “我喜欢编程”");
  });

  test("and from what was said before in the conversation, the newest first", () => {
    const before = [
      { role: "user", content: "I love jam" },
      { role: "assistant", content: "Noted." },
      { role: "user", content: "My sister's name is Ana." },
      { role: "assistant", content: "Noted." },
    ];
    expect(say("What is my sister's name?", { before })).toBe(
      "You told me earlier that your sister's name is Ana.",
    );
    expect(say("What did I just say?", { before })).toBe(
      "You told me earlier that your sister's name is Ana.",
    );
  });

  test("but not from what the model itself said of its memory", () => {
    const before = [
      { role: "user", content: "What is my dog called?" },
      { role: "assistant", content: "You told me in May that your dog is brown." },
    ];
    expect(say("Is my dog brown?", { before })).toMatch(/^I do not know/);
  });

  test("and not from lines that are no JSON", () => {
    const persona = "<memories>\nI love tea\n</memories>";
    expect(say("What do I love?", { persona })).toMatch(/^I do not know/);
  });

  test("what is no matter of the user's it cannot know", () => {
    expect(say("What is the capital of France?")).toMatch(/^I cannot know that/);
  });
});

describe("what is told", () => {
  test("is greeted by name and noted", () => {
    expect(say("Hello, my name is Alice and I love programming", { memories: [] })).toBe(
      "Hello Alice! Noted: your name is Alice, and you love programming.",
    );
  });

  test("brings up what is remembered about it", () => {
    expect(say("I am learning Rust programming")).toBe(
      "Noted: you are learning Rust programming. You told me in May that you love Python programming.",
    );
  });

  test.each([
    ["Hi!", "Hello Alice! What is on your mind?"],
    ["Thanks", "You are welcome, Alice."],
    ["I read a story.", "Noted: you read a story."],
    ["Weather.", "I am listening. Tell me more about Weather."],
  ])("%s gets: %s", (message, answer) => {
    expect(say(message)).toBe(answer);
  });

  test("and who tells what it is says that it is none, and how to have a real one", () => {
    expect(say("Who are you?")).toMatch(/offline stand-in.*no language model.*AIMI_LLM_BASE_URL/);
  });
});

describe("a story", () => {
  const wordsOf = (text: string) => text.split(/\s+/).length;

  test.each([
    ["Tell me a long story", 600],
    ["Tell me a story of 1,500 words about a dragon", 1_500],
    ["Please write a 3000-word story", 3_000],
  ])("%s has at least %d words", (message, words) => {
    const story = say(message);
    expect(wordsOf(story)).toBeGreaterThanOrEqual(words);
    expect(wordsOf(story)).toBeLessThan(words + 200);
    expect(story).toMatch(/The end\.$/);
  });

  test("is about what was asked for, or what the user loves, and the same each time", () => {
    expect(say("Tell me a story about a dragon.")).toContain("a dragon");
    expect(say("Tell me a story")).toContain("Python programming");
    expect(say("Tell me a story")).toBe(say("Tell me a story"));
  });
});

describe("tools", () => {
  const tool = (name: string, properties: object, required: string[]) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties, required } },
  });
  const types = { type: "string", enum: ["fact", "preference"] };
  const text = { type: "string" };
  const more = {
    tools: [
      tool("remember", { content: text, type: types }, ["content", "type"]),
      tool("search_memory", { query: text }, ["query"]),
      tool("forget", { id: text }, ["id"]),
      tool("set_goal", { title: text, effort: { type: "integer", minimum: 1 } }, ["title", "effort"]),
    ],
  };
  const called = ({ calls }: Reply) => calls.map((call) => [call.name, JSON.parse(call.arguments)]);
  const given = (name: string, args: object, result: unknown, id = "c1") => [
    { ...{ role: "assistant", content: null }, tool_calls: [toolCall(id, name, args)] },
    { role: "tool", tool_call_id: id, content: JSON.stringify(result) },
  ];
  const toolCall = (id: string, name: string, args: object) => ({
    ...{ id, type: "function", function: { name, arguments: JSON.stringify(args) } },
  });

  test.each([
    ["Remember that I love hiking.", "remember", { content: "The user loves hiking.", type: "preference" }],
    ["Remember that I'm a nurse", "remember", { content: "The user is a nurse.", type: "fact" }],
    ["Remember that the code is 7.", "remember", { content: "the code is 7", type: "fact" }],
    // Of a type that the tool does not know it takes the first.
    ["Please remember my boss is Ann", "remember", { content: "The user's boss is Ann.", type: "fact" }],
    ["Forget what I said about tea", "search_memory", { query: "tea" }],
    ["Search your memory for green tea.", "search_memory", { query: "green tea" }],
    ["call set_goal for me", "set_goal", { title: "Call set goal", effort: 1 }],
  ])("%s calls %s", (message, name, args) => {
    expect(called(replyTo(message, { more }))).toEqual([[name, args]]);
  });

  test.each(["Do you remember me?", "Remember when we met?", "How are you?"])("%s calls none", (message) => {
    expect(replyTo(message, { more }).calls).toEqual([]);
  });

  test("are not called unless they are offered", () => {
    expect(replyTo("Remember that I love hiking.").calls).toEqual([]);
    expect(replyTo("Remember that I love tea", { more: { ...more, tool_choice: "none" } }).calls).toEqual([]);
  });

  test("are called when they must be", () => {
    const choice = { type: "function", function: { name: "set_goal" } };
    const forced = replyTo("I run a lot", { more: { ...more, tool_choice: choice } });
    expect(called(forced)).toEqual([["set_goal", { title: "Run lot", effort: 1 }]]);
    expect(replyTo("hi", { more: { ...more, tool_choice: "required" } }).calls).toHaveLength(1);
  });

  test("forget what was found, then say so", () => {
    const found = given(
      "search_memory",
      { query: "tea" },
      { results: [{ id: "m7", content: "I love tea" }] },
    );
    expect(called(replyTo("Forget what I said about tea", { more, after: found }))).toEqual([
      ["forget", { id: "m7" }],
    ]);
    const after = [...found, ...given("forget", { id: "m7" }, { forgotten: true }, "c2")];
    expect(say("Forget what I said about tea", { more, after })).toBe(
      "I have forgotten what you said about tea.",
    );
  });

  test("that found nothing to forget forget nothing", () => {
    const after = given("search_memory", { query: "tea" }, { results: [] });
    const reply = replyTo("Forget what I said about tea", { more, after });
    expect(reply).toEqual({
      calls: [],
      text: "I found nothing about tea, so there is nothing to forget.",
    });
  });

  test.each([
    [
      "Remember that I love tea",
      "remember",
      { content: "The user loves tea." },
      { id: "m1" },
      "I will remember that you love tea.",
    ],
    [
      "Search your memory for tea",
      "search_memory",
      { query: "tea" },
      { results: [{ id: "m1", content: "I love tea" }] },
      "I searched my memory for “tea” and found: “I love tea”.",
    ],
    [
      "Remember that I love tea",
      "remember",
      {},
      { error: "memory is full" },
      "That did not work: memory is full",
    ],
  ])("%s: what came of it is told", (message, name, args, result, answer) => {
    expect(say(message, { more, after: given(name, args, result) })).toBe(answer);
  });
});

describe("in the form that is asked for", () => {
  const format = (schema: object) => ({
    response_format: { type: "json_schema", json_schema: { name: "form", schema } },
  });
  const jsonOf = (text: string, asked: Asked) => JSON.parse(say(text, asked)) as unknown;
  const hello = "Hello, my name is Alice and I love programming";

  test("a title is the words that carry the first message", () => {
    const persona = "Give this conversation a short title. Answer with the title alone.";
    expect(say(hello, { persona })).toBe("Alice love programming");
    const before = [
      { role: "user", content: "Plan my trip to Lisbon with my two old friends from school in May" },
      { role: "assistant", content: "Gladly." },
    ];
    expect(say("thanks", { persona, before })).toBe("Plan trip Lisbon two old friends");
    const more = format({ type: "object", properties: { title: { type: "string" } }, required: ["title"] });
    expect(jsonOf(hello, { persona, more })).toEqual({ title: "Alice love programming" });
  });

  test("a schema is followed: what is required, lists empty, the first of what is listed", () => {
    const schema = {
      type: "object",
      required: ["facts", "kind", "count", "share", "sure", "nothing", "note", "person", "least"],
      properties: {
        facts: { type: "array", items: { type: "object" } },
        kind: { enum: ["fact", "plan"] },
        count: { type: "integer", minimum: 3 },
        share: { type: "number" },
        sure: { type: "boolean" },
        nothing: { type: "null" },
        note: { type: ["string", "null"], maxLength: 5 },
        person: { $ref: "#/$defs/person" },
        least: { type: "array", minItems: 1, items: { type: "boolean" } },
        optional: { type: "string" },
      },
      $defs: {
        person: { type: "object", properties: { age: { anyOf: [{ type: "null" }, { type: "integer" }] } } },
      },
    };
    expect(jsonOf("I love tea", { more: format(schema) })).toEqual({
      ...{ facts: [], kind: "fact", count: 3, share: 0, sure: false, nothing: null, note: "I lov" },
      ...{ person: { age: 0 }, least: [false] },
    });
  });

  test("plain JSON follows the schema in the system's words, or is the answer", () => {
    const more = { response_format: { type: "json_object" } };
    const persona = `Answer with JSON that follows this schema:\n${JSON.stringify({
      ...{ type: "object", properties: { mood: { enum: ["calm"] } }, required: ["mood"] },
    })}`;
    expect(jsonOf("hi", { persona, more })).toEqual({ mood: "calm" });
    expect(jsonOf("hi", { persona: "Answer in JSON.", more })).toEqual({
      answer: "Hello! What is on your mind?",
    });
  });
});
