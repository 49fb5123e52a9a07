import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { embedText } from "#local/model/embed-text.ts";
import { createDice, type Dice } from "./dice.ts";
import type { Script } from "./script.ts";

export interface MoodyModel {
  readonly url: string;
  /** From now on it goes by these dice for texts that carry the mark, until the run is over. */
  attend(mark: string, dice: Dice, script: Script, intensity: number): () => void;
  close(): Promise<void>;
}

interface Attended {
  readonly dice: Dice;
  readonly script: Script;
  readonly intensity: number;
  readonly asked: Map<string, number>;
}

interface ChatBody {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly unknown[];
}

export const dimensions = 8;
const replies = ["whole", "whole", "whole", "tool", "long"] as const;
/** In parts of a thousand. */
const moods = {
  "500": 25,
  "429": 10,
  garbage: 10,
  hang: 6,
  "cut midway": 20,
  "hang midway": 6,
  "nonsense midway": 15,
} as const;
type Mood = keyof typeof moods;

const marked = /\[([\w.-]+)\/([\w.-]+)\]/g;

/** A model of OpenAI's protocol that answers, fails, breaks off or goes silent, by the dice of the run that asks. */
export async function startMoodyModel(): Promise<MoodyModel> {
  const runs = new Map<string, Attended>();
  const calm: Attended = {
    dice: createDice(0),
    script: { note: () => undefined, lines: () => [] },
    intensity: 0,
    asked: new Map(),
  };

  const server = createServer((request, response) => {
    const respond = async () => {
      const body = JSON.parse((await text(request)) || "{}") as ChatBody & { input?: string[] };
      if (request.url?.endsWith("/embeddings")) return embed(response, body.input ?? []);
      await chat(response, body);
    };
    respond().catch(() => response.destroy());
  });

  async function chat(response: ServerResponse, body: ChatBody): Promise<void> {
    const said = body.messages.findLast(({ role }) => role === "user");
    // Before it may stand what was said in turns that failed.
    const [mark = "", run = "", message = ""] = [...String(said?.content).matchAll(marked)].at(-1) ?? [];
    const { dice, script, intensity, asked } = runs.get(run) ?? calm;
    const count = (asked.get(message) ?? 0) + 1;
    asked.set(message, count);
    const occasion = `model/${message}#${count}`;
    const mood = chooseMood(dice.roll(occasion) / intensity);
    if (mood) script.note(`${occasion}: ${mood}`);
    if (mood === "500" || mood === "429") return void refuse(response, Number(mood));
    if (mood === "hang") return;
    if (mood === "garbage") return void response.end("<html>");
    const hasTools = body.tools !== undefined && !body.messages.some(({ role }) => role === "tool");
    const kind = dice.pick(`reply/${message}`, replies);
    if (kind === "tool" && hasTools) return void callTool(response, message);
    const length = kind === "long" ? 60 : dice.between(`length/${occasion}`, 1, 20);
    const words = Array.from({ length }, (_, at) => ` word${at}`);
    await stream(response, [`about ${mark}`, ...words], mood);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    attend(mark, dice, script, intensity) {
      runs.set(mark, { dice, script, intensity, asked: new Map() });
      return () => void runs.delete(mark);
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function chooseMood(roll: number): Mood | undefined {
  let left = roll * 1_000;
  for (const [mood, share] of Object.entries(moods)) {
    left -= share;
    if (left < 0) return mood as Mood;
  }
  return undefined;
}

async function stream(response: ServerResponse, words: readonly string[], mood?: Mood): Promise<void> {
  open(response);
  const breaksAfter = mood ? Math.max(1, Math.floor(words.length / 2)) : Number.POSITIVE_INFINITY;
  for (const [at, word] of words.entries()) {
    if (response.destroyed) return;
    if (at === breaksAfter) return breakOff(response, mood);
    write(response, { delta: { content: word }, finish_reason: null });
    await sleep(4);
  }
  finish(response, "stop");
}

function breakOff(response: ServerResponse, mood: Mood | undefined): void {
  if (mood === "nonsense midway") response.end('data: {"choices": [{"delta": {"cont\n\n');
  if (mood === "cut midway") response.destroy();
}

function callTool(response: ServerResponse, message: string): void {
  open(response);
  const call = { name: "search_memory", arguments: JSON.stringify({ query: `what was said of ${message}` }) };
  const tool_calls = [{ index: 0, id: "call_1", type: "function", function: call }];
  write(response, { delta: { tool_calls }, finish_reason: null });
  finish(response, "tool_calls");
}

function open(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

function write(response: ServerResponse, choice: object): void {
  const chunk = { id: "c", object: "chat.completion.chunk", created: 0, model: "moody" };
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, ...choice }] })}\n\n`);
}

function finish(response: ServerResponse, finish_reason: string): void {
  write(response, { delta: {}, finish_reason });
  response.end("data: [DONE]\n\n");
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { message: "no", type: "fault" } }));
}

function embed(response: ServerResponse, input: readonly string[]): void {
  const data = input.map((each, index) => ({ index, embedding: [...embedText(each, dimensions)] }));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ data }));
}
