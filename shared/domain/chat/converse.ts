import { NothingSaid } from "../../errors.ts";
import type {
  ChatMessage,
  ChatModel,
  ChatRequest,
  Manner,
  ModelUsage,
  ToolCall,
  ToolSpec,
} from "../../ports/chat-model.ts";
import type { UsedTool } from "../../ports/turns.ts";
import { estimateMessageTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { addUsage, type Conversed } from "./conversed.ts";
import { cutResult } from "./cut-result.ts";
import { tokensOfMessage } from "./tokens-of-message.ts";
import { tokensOfTools } from "./tokens-of-tools.ts";
import { mostBytesOfFrame, readClientCall } from "./tools/read-client-call.ts";
import { wentWell } from "./tools/went-well.ts";
import type { TurnVoice } from "./turn-voice.ts";
import { wholeCharacters } from "./whole-characters.ts";

export interface Conversing {
  readonly model: ChatModel;
  readonly voice: Pick<TurnVoice, "say" | "show" | "signal">;
  readonly messages: readonly ChatMessage[];
  readonly offer: Offer;
  /** What the messages leave of the model's context for what follows on them. */
  readonly roomTokens: number;
  readonly deadlineMs: number;
  /** Of a call that is handed over; left out where it goes by a frame. */
  readonly mostCallBytes?: number;
  /** Carries out a call of a tool of ours, the nth of its name that goes well. */
  readonly carryOut: (call: ToolCall, nth: number) => Promise<UsedTool>;
}

/** What the model may call, and how it is to speak. */
export interface Offer {
  readonly manner: Manner;
  readonly ours: readonly ToolSpec[];
  /** Of whoever asks, who calls them and comes back with what they gave. */
  readonly theirs: readonly ToolSpec[];
  readonly mustCall?: ChatRequest["mustCall"];
  readonly callsSeveral?: boolean | undefined;
  /** Whoever asks has set some of it themselves. */
  readonly isClients?: boolean;
  /** Whoever asks has said how long an answer may be, and is told that it was cut off, be it before its first word. */
  readonly mayBeCutShort?: boolean;
}

const mostRounds = 4;
const betweenRounds = "\n\n";

/**
 * Lets the model speak, and do what it asks for in between, a few times at most; then it must say something, or hand
 * calls over to whoever asks. What was said is noted in `so far` as it comes, so that it is there when something fails.
 */
export async function converse(conversing: Conversing, soFar: Conversed): Promise<void> {
  const { voice, offer } = conversing;
  const handsOver = await speakAndAct(conversing, soFar);
  if (handsOver || hasSpoken(soFar) || voice.signal.aborted) return;
  const cutOff = soFar.finishReason === "length";
  if (!(cutOff && offer.mayBeCutShort)) throw new NothingSaid({ cutOff });
}

/** Whether calls were handed over. */
async function speakAndAct(conversing: Conversing, soFar: Conversed): Promise<boolean> {
  const { voice, offer } = conversing;
  const messages = [...conversing.messages];
  const room = { tokens: conversing.roomTokens };
  let leave: Leave = "to act";
  for (let round = 1; ; round += 1) {
    const request = toRequest(offer, messages, { isFirst: round === 1, leave });
    if (voice.signal.aborted) return false;
    const { text, calls: asked } = await hear(conversing, request, soFar);
    // Some models call what they may not: that is not done, and what they said stands.
    const calls: readonly ToolCall[] =
      leave === "to act" && offer.ours.length > 0 ? asked : asked.filter((call) => isTheirs(offer, call));
    if (voice.signal.aborted) return false;
    if (calls.length > 0) {
      const asking: ChatMessage = { role: "assistant", content: text, toolCalls: calls };
      messages.push(asking);
      room.tokens -= tokensOfMessage(asking);
      if (await carryOutAll(conversing, calls, { messages, soFar, room })) return true;
    } else if (hasSpoken(soFar) || !(leave === "to act" ? hasActed(messages, soFar) : asked.length > 0))
      return false;
    const next = nextLeave(leave, { acts: calls.length > 0 && round < mostRounds, offer });
    if (!next) return false;
    leave = next;
  }
}

/** What the model may do in a round: call tools, call none of ours though they are named, or see none at all. */
type Leave = "to act" | "to speak" | "without tools";

/** Some models take it that all is said once it is done; and some servers do not heed that nothing may be called. */
function nextLeave(
  leave: Leave,
  { acts, offer }: { readonly acts: boolean; readonly offer: Offer },
): Leave | null {
  if (leave === "to act") return acts ? "to act" : "to speak";
  return leave === "to speak" && offer.theirs.length === 0 ? "without tools" : null;
}

function isTheirs({ theirs }: Offer, { name }: Pick<ToolCall, "name">): boolean {
  return theirs.some((tool) => tool.name === name);
}

function hasSpoken({ text }: Conversed): boolean {
  return text.trim() !== "";
}

/** Whether the model has ended in silence on what tools gave. */
function hasActed(messages: readonly ChatMessage[], { finishReason }: Conversed): boolean {
  return messages.at(-1)?.role === "tool" && finishReason === "stop";
}

interface Going {
  readonly messages: ChatMessage[];
  readonly soFar: Conversed;
  readonly room: { tokens: number };
}

/** Whether some were handed over. Each of the others has an equal share of the room, and leaves one to the next round. */
async function carryOutAll(
  { voice, offer, carryOut, mostCallBytes = mostBytesOfFrame }: Conversing,
  calls: readonly ToolCall[],
  { messages, soFar, room }: Going,
): Promise<boolean> {
  let handsOver = false;
  for (const [at, call] of calls.entries()) {
    const before = soFar.tools.filter((used) => used.name === call.name && wentWell(used));
    const isHanded = isTheirs(offer, call);
    const used = isHanded ? readClientCall(call, mostCallBytes) : await carryOut(call, before.length + 1);
    soFar.tools.push(used);
    voice.show({ type: "tool", ...used });
    if (used.callId !== undefined) {
      handsOver = true;
      continue;
    }
    const content = cutResult(used.result, Math.floor(room.tokens / (calls.length - at + 1)));
    messages.push({ role: "tool", toolCallId: call.id, content });
    room.tokens -= estimateMessageTokens(content);
  }
  return handsOver;
}

/** Where it may act no more it may still hand calls over; where there is nobody to hand them to it must speak. */
function toRequest(
  offer: Offer,
  messages: readonly ChatMessage[],
  { isFirst, leave }: { readonly isFirst: boolean; readonly leave: Leave },
): ChatRequest {
  const { manner, ours, theirs, mustCall, callsSeveral, isClients } = offer;
  // Servers refuse a choice of what is not offered.
  const isThere = typeof mustCall !== "object" || isTheirs(offer, mustCall);
  const must = isFirst && isThere ? mustCall : undefined;
  const mustSpeak = leave !== "to act" && theirs.length === 0;
  const namesOurs = !must && (leave === "to act" || (leave === "to speak" && mustSpeak));
  const tools = namesOurs ? [...theirs, ...ours.filter((tool) => !isTheirs(offer, tool))] : theirs;
  return {
    ...manner,
    messages,
    ...(tools.length > 0 && { tools }),
    ...(must && { mustCall: must }),
    ...(mustSpeak && tools.length > 0 && { mustCall: "none" as const }),
    ...(callsSeveral !== undefined && { callsSeveral }),
    ...(isClients && { isClients }),
  };
}

/** Asks once: what was said is passed on, and what it took is noted. */
async function hear(
  { model, voice, deadlineMs }: Conversing,
  request: ChatRequest,
  soFar: Conversed,
): Promise<{ text: string; calls: ToolCall[] }> {
  const calls: ToolCall[] = [];
  const characters = wholeCharacters();
  let text = "";
  let counted = false;
  const pass = (words: string) => {
    if (words === "") return;
    const piece = text === "" && soFar.text !== "" ? `${betweenRounds}${words}` : words;
    text += words;
    soFar.text += piece;
    voice.say(piece);
  };
  const limits = { deadlineMs: Math.max(1, deadlineMs - performance.now()), signal: voice.signal };
  try {
    for await (const part of model.stream(request, limits)) {
      if (part.type === "text") pass(characters.take(part.text.replaceAll("\u0000", "")));
      else if (part.type === "calls") calls.push(...part.calls);
      else {
        counted = true;
        soFar.model = part.model;
        soFar.usage = addUsage(soFar.usage, part.usage);
        soFar.finishReason = part.finishReason === "length" ? "length" : "stop";
      }
    }
    pass(characters.rest());
    return { text, calls };
  } finally {
    // A model that is stopped has read the prompt; one that failed in silence has perhaps not.
    if (!counted && (text !== "" || voice.signal.aborted)) soFar.uncounted = estimateTaken(request, text);
  }
}

function estimateTaken({ messages, tools }: ChatRequest, text: string): ModelUsage {
  const asked = messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);
  const offered = tools ? tokensOfTools(tools) : 0;
  return { promptTokens: asked + offered, completionTokens: estimateTokens(text) };
}
