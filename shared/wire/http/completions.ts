import * as z from "zod";
import { recalled } from "../frames/server-frame.ts";
import { clientId, jsonObject, named, text } from "../primitives.ts";
import { contract } from "./contract.ts";

const longest = 1_000_000;
const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, { error: "must be 1 to 64 of A-Z a-z 0-9 _ -" });

const mostParts = 1_000;

/** A string or parts of it. What shows or sounds is no text; where it stands decides whether that matters. */
const content = z.union(
  [
    text({ max: longest }),
    z
      .array(
        z.discriminatedUnion(
          "type",
          [
            z.object({ type: z.literal("text"), text: text({ max: longest }) }),
            z.object({ type: z.literal("refusal"), refusal: text({ max: longest }) }),
            z.object({ type: z.enum(["image_url", "input_audio", "file"]) }),
          ],
          { error: "must be one of text, refusal, image_url, input_audio, file" },
        ),
      )
      .max(mostParts, { error: `must not be more than ${mostParts}` }),
  ],
  { error: "must be a string, or parts" },
);
export type MessageContent = z.output<typeof content>;

const toolCall = z.object({
  id: text({ min: 1, max: 128 }),
  type: z.literal("function").default("function"),
  function: z.object({ name: toolName, arguments: text({ max: longest }) }),
});

const message = z.discriminatedUnion(
  "role",
  [
    z.object({ role: z.enum(["system", "developer"]), content }),
    z.object({ role: z.literal("user"), content, name: text({ max: 128 }).nullish() }),
    z.object({
      role: z.literal("assistant"),
      content: content.nullish(),
      tool_calls: z.array(toolCall).max(128).nullish(),
    }),
    z.object({ role: z.literal("tool"), tool_call_id: text({ min: 1, max: 128 }), content }),
  ],
  { error: "must be one of system, developer, user, assistant, tool" },
);

const tool = z.object({
  type: z.literal("function", { error: "must be function: there are no others" }),
  function: z.object({
    name: toolName,
    description: text({ max: 8_000 }).nullish(),
    parameters: jsonObject(65_536).nullish(),
    strict: z.boolean().nullish(),
  }),
});

const toolChoice = z.union(
  [
    z.enum(["auto", "none", "required"]),
    z.object({ type: z.literal("function"), function: z.object({ name: toolName }) }),
  ],
  { error: "must be auto, none, required, or a function by its name" },
);

const responseFormat = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: toolName,
      schema: jsonObject(65_536).nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const range = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error }).nullish();
};
const tokens = z
  .int({ error: "must be a whole number" })
  // Some clients say so that there is no limit.
  .refine((count) => count >= 1 || count === -1, { error: "must be at least 1" })
  .transform((count) => (count === -1 ? null : count))
  .nullish();

const body = z
  .object({
    ...named,
    model: text({ max: 256 }).nullish().meta({
      description:
        "Any name: the stage's own model answers, and the answer says which that is. `…-unkept` of `GET /v1/models` is `store: false`",
    }),
    messages: z
      .array(message)
      .min(1, { error: "must not be empty" })
      .max(2_000, { error: "must not be more than 2000" })
      .meta({
        description: "The history as the client has it. The last of the role user is what is said now",
      }),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    store: z.boolean().nullish().meta({
      description: "False: nothing that is said is kept, and no `Idempotency-Key` is looked at",
    }),
    metadata: z
      .object({ conversation_id: clientId.nullish() })
      .nullish()
      .meta({ description: "`conversation_id` names the conversation" }),
    user: clientId.nullish().meta({ description: "The person, as `user_id` and `X-User-Id` name them" }),
    tools: z.array(tool).max(128, { error: "must not be more than 128" }).nullish(),
    tool_choice: toolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: responseFormat.nullish(),
    temperature: range(0, 2),
    top_p: range(0, 1),
    presence_penalty: range(-2, 2),
    frequency_penalty: range(-2, 2),
    seed: z.int({ error: "must be a whole number" }).nullish(),
    max_tokens: tokens,
    max_completion_tokens: tokens,
    stop: z
      .union([text({ max: 500 }), z.array(text({ min: 1, max: 500 })).max(4)], {
        error: "must be a string, or up to four",
      })
      .nullish(),
    n: z.literal(1, { error: "must be 1: there is one answer" }).nullish(),
  })
  .superRefine((given, context) => {
    const complain = (path: string, complaint: string) =>
      context.addIssue({ code: "custom", path: path.split("."), message: complaint });
    const { messages, tools, tool_choice: choice, user, user_id: userId } = given;
    if (!messages.some(({ role }) => role === "user")) complain("messages", "must hold one of the role user");
    if (user && userId && user !== userId) complain("user", "must be the same as user_id");
    const names = tools?.map(({ function: { name } }) => name) ?? [];
    if (new Set(names).size < names.length) complain("tools", "must have names of their own");
    if (choice && choice !== "auto" && choice !== "none") {
      if (names.length === 0) complain("tool_choice", "needs tools");
      else if (choice !== "required" && !names.includes(choice.function.name))
        complain("tool_choice", "must be one of the tools");
    }
  })
  .transform(({ user, ...given }) => ({ ...given, user_id: given.user_id ?? user ?? undefined }));

export type CompletionBody = z.output<typeof body>;

const completionUsage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
const finishReason = z.enum(["stop", "length", "tool_calls"]);

const completion = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.literal(0),
        message: z.object({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.null(),
          tool_calls: z
            .array(
              z.object({
                id: z.string(),
                type: z.literal("function"),
                function: z.object({ name: z.string(), arguments: z.string() }),
              }),
            )
            .optional(),
        }),
        logprobs: z.null(),
        finish_reason: finishReason,
      }),
    ),
    usage: completionUsage,
    conversation_id: clientId.nullable().meta({ description: "Null where nothing is kept" }),
    memories: z.array(recalled).meta({ description: "What of them found a place in the prompt" }),
  })
  .meta({ id: "ChatCompletion" });
export type CompletionAnswer = z.infer<typeof completion>;

export const completionContract = contract({
  operationId: "createChatCompletion",
  method: "post",
  path: "/v1/chat/completions",
  tag: "OpenAI",
  summary: "Chat as OpenAI's clients do, with a memory",
  description:
    "Point any OpenAI client at `/v1`, with a key as its own. The request's messages are the history, and are not kept again: the last of the role `user` is, and the reply. The conversation is `metadata.conversation_id` or `X-Conversation-Id`, else it follows from the person and the first message; what is said in one conversation waits for what was said in it before. The app's own tools work in between; calls of the client's come back as `tool_calls`. With `stream` the answer is server-sent events of chunks, the last `data: [DONE]`. A system message takes the place of the app's persona where a server asks; a person's stands behind it.",
  scope: "chat",
  takesKeyAsBearer: true,
  namesConversation: true,
  query: z.object(named),
  body,
  idempotent: true,
  knocksWithin: true,
  responses: {
    200: { description: "The completion, or server-sent events of its chunks", schema: completion },
  },
});
