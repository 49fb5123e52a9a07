import * as z from "zod";
import {
  anyJson,
  clientId,
  countCharacters,
  instant,
  jsonObject,
  metadata,
  named,
  text,
  unitInterval,
} from "../primitives.ts";
import { batchBodyLimitBytes, contract } from "./contract.ts";
import { conversationParams, conversationTitle, messageStatus } from "./conversations.ts";
import { role } from "./messages.ts";

const longestMessage = 32_000;
/** A model may be let to answer with a million tokens, and what it said is brought back as it was taken along. */
const longestReply = 4_000_000;
const toolLimitBytes = 262_144;
/** What one statement stores well within its time. */
const mostMessages = 10_000;

const beginning = z.object({
  kind: z.literal("conversation"),
  id: clientId,
  title: conversationTitle.nullish(),
  extraction: z.boolean().nullish(),
  created_at: instant,
});

const said = z
  .object({
    kind: z.literal("message"),
    role,
    name: text({ min: 1, max: 128 }).optional(),
    content: text({ max: longestReply }).meta({
      description: `${longestMessage} characters, but for a reply`,
    }),
    metadata: metadata.optional(),
    importance: unitInterval.optional(),
    status: messageStatus.optional(),
    tool_calls: z
      .array(
        z.object({
          name: text({ min: 1, max: 128 }),
          arguments: jsonObject(toolLimitBytes),
          result: anyJson(toolLimitBytes),
          call_id: text({ min: 1, max: 128 }).optional(),
        }),
      )
      .max(100, { error: "must not exceed 100 calls" })
      .optional(),
    created_at: instant,
  })
  // A reply may have been stopped before its first word.
  .refine(({ content, role }) => content !== "" || role === "assistant", {
    path: ["content"],
    error: "must not be empty",
  })
  .refine(({ content, role }) => role === "assistant" || countCharacters(content) <= longestMessage, {
    path: ["content"],
    error: `must not exceed ${longestMessage} characters`,
  });
export type SaidLine = z.output<typeof said>;

const end = z.object({ kind: z.literal("end"), messages: z.int() });

const line = z.discriminatedUnion("kind", [beginning, said, end], {
  error: "must be of the kind conversation, message or end",
});

/** A conversation, its messages, and an end that counts them: without it something is missing. */
const wholeExport = z
  .object({
    lines: z.array(line).max(mostMessages + 2, { error: `must not exceed ${mostMessages} messages` }),
  })
  .superRefine(({ lines }, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path: ["lines", ...path], message });
    if (lines[0]?.kind !== "conversation") complain([0, "kind"], "must be conversation: it comes first");
    const messages = lines.slice(1, -1);
    const stray = messages.findIndex(({ kind }) => kind !== "message");
    if (stray >= 0) complain([stray + 1, "kind"], "must be message");
    const last = lines.at(-1);
    if (last?.kind !== "end") complain([], "are not whole: the last one must have the kind end");
    else if (last.messages !== messages.length) {
      complain([lines.length - 1, "messages"], `must be ${messages.length}, or messages are missing`);
    }
  })
  .transform(({ lines }) => ({
    conversation: lines[0] as z.output<typeof beginning>,
    messages: lines.slice(1, -1) as SaidLine[],
  }));

export const exportConversationContract = contract({
  operationId: "exportConversation",
  method: "get",
  path: "/v1/conversations/{id}/export",
  tag: "Conversations",
  summary: "Take a conversation along",
  description:
    "JSON Lines: one of the kind conversation, then a message each, oldest first, what retention put away included, and last one of the kind end, which counts the messages; without it the export is not whole. What was put away is brought back as any other message, and found again.",
  scope: "memory:read",
  params: conversationParams,
  query: z.object(named),
  responses: { 200: { description: "The lines", contentType: "application/x-ndjson" } },
});

export const importConversationContract = contract({
  operationId: "importConversation",
  method: "post",
  path: "/v1/conversations/import",
  tag: "Conversations",
  summary: "Bring a conversation in that was exported",
  description:
    "All of it or nothing: a line that is not right is named by its place, the first being lines.0. Its messages, 10,000 at most, get new ids, and are found by meaning once embedded. A gateway carries application/x-ndjson as base64, so that of the 5 MB about 4.5 are left; as text/x-ndjson all of it passes.",
  scope: "memory:write",
  query: z.object({
    ...named,
    conversation_id: clientId.optional().meta({ description: "Names it otherwise than its export does" }),
  }),
  body: wholeExport,
  bodyLines: true,
  bodyLimitBytes: batchBodyLimitBytes,
  idempotent: true,
  leavesWork: true,
  responses: {
    201: {
      description: "Stored",
      schema: z.object({
        conversation_id: clientId,
        title: z.string().nullable(),
        messages: z.int(),
      }),
    },
  },
});
