import * as z from "zod";
import { memoryTypes } from "../../ports/memories.ts";
import { stateParts } from "../../ports/user-states.ts";
import type { AnswerShape } from "../learning/answer-shape.ts";

const change = z.object({
  part: z.enum(stateParts),
  action: z.enum(["add", "replace", "remove"]),
  handle: z.string().nullish(),
  text: z.string().nullish(),
  type: z.enum(memoryTypes).nullish().catch(null),
  sources: z.array(z.int()).catch([]),
});

/** What a model says of a session. A change that is not one is left out: it is no reason to lose the summary. */
const sessionAnswer = z.object({
  title: z.string().nullish(),
  summary: z.string(),
  state: z
    .array(z.unknown())
    .nullish()
    .transform((given) => (given ?? []).flatMap((each) => change.safeParse(each).data ?? [])),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;
export type StateChange = SessionAnswer["state"][number];

const nullable = { type: ["string", "null"] };

/** As it is read, and as providers want it: every property is required. */
export const sessionShape: AnswerShape<SessionAnswer> = {
  name: "session",
  read: sessionAnswer,
  schema: {
    type: "object",
    properties: {
      title: nullable,
      summary: { type: "string" },
      state: {
        type: "array",
        items: {
          type: "object",
          properties: {
            part: { type: "string", enum: [...stateParts] },
            action: { type: "string", enum: ["add", "replace", "remove"] },
            handle: nullable,
            text: nullable,
            type: { type: ["string", "null"], enum: [...memoryTypes, null] },
            sources: { type: "array", items: { type: "integer" } },
          },
          required: ["part", "action", "handle", "text", "type", "sources"],
          additionalProperties: false,
        },
      },
    },
    required: ["title", "summary", "state"],
    additionalProperties: false,
  },
};
