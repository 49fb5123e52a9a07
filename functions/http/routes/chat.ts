import { chatContract, followTurnContract, streamTurnContract } from "#shared/wire/http/chat.ts";
import { route } from "../route.ts";

// Most instances of the HTTP function never chat: a cold start does without.
const answers = () => import("../chat/answer-chat.ts");

export const chatRoute = route(chatContract, async (call) => await (await answers()).answerChat(call));
export const streamTurnRoute = route(
  streamTurnContract,
  async (call) => await (await answers()).answerTurn(call),
);
export const followTurnRoute = route(
  followTurnContract,
  async (call) => await (await answers()).answerFollow(call),
);
