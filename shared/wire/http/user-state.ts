import * as z from "zod";
import { instantOut, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { memoryType } from "./search.ts";

const mostLines = 12;

const line = z
  .object({
    id: uuid,
    text: z.string(),
    type: memoryType,
    written_by: z.enum(["client", "session"]),
    source_message_ids: z
      .array(uuid)
      .meta({ description: "What it rests on; a client's own rest on nothing" }),
    created_at: instantOut,
  })
  .meta({ id: "UserStateLine" });

const userState = z
  .object({
    version: z.int().meta({ description: "Grows with each change; 0 where nothing was ever written" }),
    updated_at: instantOut.nullable(),
    profile: z.array(line),
    working_on: z.array(line),
    preferences: z.array(line).meta({ description: "How the person wants to be coached" }),
    open_threads: z.array(line),
  })
  .meta({ id: "UserState" });

const lineText = text({ min: 1, max: 280 });
const givenLine = z.union([lineText, z.object({ text: lineText, type: memoryType.optional() })], {
  error: "must be 1 to 280 characters, or an object with text and type",
});
const part = z
  .array(givenLine)
  .max(mostLines, { error: `must not have more than ${mostLines} lines` })
  .refine((lines) => new Set(lines.map(textOf)).size === lines.length, {
    error: "must not say the same twice",
  })
  .optional();

const userStateChange = z
  .object({ ...named, profile: part, working_on: part, preferences: part, open_threads: part })
  .refine(
    ({ profile, working_on, preferences, open_threads }) =>
      [profile, working_on, preferences, open_threads].some((given) => given !== undefined),
    { error: "must change something" },
  )
  .meta({ id: "UserStateChange" });

function textOf(given: z.output<typeof givenLine>): string {
  return typeof given === "string" ? given : given.text;
}

const about = { tag: "People", path: "/v1/user-state", query: z.object(named) } as const;

export const getUserStateContract = contract({
  ...about,
  operationId: "getUserState",
  method: "get",
  summary: "Read what the coach knows before it says anything",
  description: "A few short lines in four parts. Its version is the ETag, too.",
  scope: "memory:read",
  responses: { 200: { description: "The state", schema: userState } },
});

export const changeUserStateContract = contract({
  ...about,
  operationId: "changeUserState",
  method: "patch",
  summary: "Say what the coach should know before it says anything",
  description:
    "Each part that is given is set as a whole, up to twelve lines in their order; the others stay. A line that is there already keeps its id. With If-Match the state must still have that version, else the answer is 412.",
  scope: "memory:write",
  matchesVersion: true,
  body: userStateChange,
  responses: { 200: { description: "The state", schema: userState } },
});
