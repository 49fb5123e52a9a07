import * as z from "zod";
import { clientId, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";

const said = {
  ...named,
  message: text({ min: 1, max: 32_000 }).meta({ examples: ["Hello, my name is Alice"] }),
  conversation_id: clientId
    .nullish()
    .meta({ description: "One not seen before starts it; without one the server names a new one" }),
};

const events = { description: "Server-sent events", contentType: "text/event-stream" };

export const chatContract = contract({
  operationId: "chat",
  method: "post",
  path: "/chat",
  tag: "Chat",
  summary: "Say something and hear the reply as it comes",
  description:
    'Lines of `data: {"chunk": "…"}`; the last is `data: {"chunk": "", "done": true, "conversation_id": "…"}`, with `error` where the reply broke off.',
  scope: "chat",
  query: z.object(named),
  body: z.object(said).meta({ id: "ChatMessage" }),
  idempotent: true,
  knocksWithin: true,
  responses: { 200: events },
});

export const streamTurnContract = contract({
  operationId: "streamTurn",
  method: "post",
  path: "/v1/chat",
  tag: "Chat",
  summary: "Say something and hear the frames of the reply",
  description:
    "The socket's frames as `event`, `data` and `id` (the seq), `chat.accepted` first. The same `id` of a message joins its running turn or tells it again, behind `Last-Event-ID`; after a final `chat.error` it runs anew.",
  scope: "chat",
  query: z.object(named),
  body: z
    .object({
      ...said,
      id: clientId.optional().meta({ description: "Of the message, unique for its user; made if left out" }),
    })
    .meta({ id: "ChatSend" }),
  idempotent: true,
  knocksWithin: true,
  responses: { 200: events },
});

export const followTurnContract = contract({
  operationId: "followTurn",
  method: "get",
  path: "/v1/chat/{turn_id}",
  tag: "Chat",
  summary: "Hear a turn that runs or has ended",
  description:
    "Its frames, or those behind `Last-Event-ID`, for ten minutes after its end; then the conversation has the message.",
  scope: "chat",
  params: z.object({ turn_id: uuid }),
  query: z.object(named),
  responses: { 200: events },
});
