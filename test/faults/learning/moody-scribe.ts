import { UpstreamUnavailable } from "#shared/errors.ts";
import type { ChatModel, ChatPart, ChatRequest } from "#shared/ports/chat-model.ts";
import type { Dice } from "../chat/dice.ts";
import type { Script } from "../chat/script.ts";
import { factText } from "./plan-learning.ts";

/** In parts of a thousand, at an intensity of one. */
const moods = {
  "bad JSON": 50,
  "half JSON": 50,
  "another shape": 30,
  refusal: 30,
  "429": 40,
  "time-out": 30,
  "cut midway": 30,
} as const;
type Mood = keyof typeof moods;

interface FactsInput {
  readonly messages: readonly {
    readonly n: number;
    readonly role: string;
    readonly context: boolean;
    readonly text: string;
  }[];
}

interface DecisionsInput {
  readonly facts: readonly {
    readonly handle: string;
    readonly text: string;
    readonly near: readonly string[];
  }[];
  readonly memories: readonly { readonly handle: string; readonly text: string }[];
}

/** A model that reads "My … is …." and knows what contradicts what; and that answers all but that, by the dice. */
export function moodyScribe({
  dice,
  script,
  intensity,
  name,
}: {
  dice: Dice;
  script: Script;
  intensity: number;
  name: string;
}): ChatModel {
  let asked = 0;
  return {
    async *stream(request): AsyncGenerator<ChatPart> {
      asked += 1;
      const occasion = `scribe/${name}#${asked}`;
      const mood = chooseMood(intensity > 0 ? dice.roll(occasion) / intensity : 1);
      if (mood) script.note(`${occasion}: ${mood}`);
      if (mood === "429" || mood === "time-out") throw new UpstreamUnavailable("the model", new Error(mood));
      const text = spoil(answer(request), mood);
      const half = Math.ceil(text.length / 2);
      yield { type: "text", text: text.slice(0, half) };
      if (mood === "cut midway") throw new UpstreamUnavailable("the model", new Error(mood));
      yield { type: "text", text: text.slice(half) };
      yield {
        type: "end",
        finishReason: mood === "half JSON" ? "length" : "stop",
        model: "scribe",
        usage: { promptTokens: 1, completionTokens: 1 },
      };
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

function spoil(text: string, mood: Mood | undefined): string {
  if (mood === "bad JSON") return `Sure! Here you are: ${text.replaceAll('"', "“")}`;
  if (mood === "half JSON") return text.slice(0, Math.ceil(text.length / 2));
  if (mood === "another shape") return JSON.stringify({ answer: [] });
  if (mood === "refusal") return "I'm sorry, but I can't help with that.";
  return text;
}

function answer({ schema, messages }: ChatRequest): string {
  const input: unknown = JSON.parse(messages.find(({ role }) => role === "user")!.content);
  if (schema?.name === "facts") return JSON.stringify({ facts: readFacts(input as FactsInput) });
  return JSON.stringify({ decisions: decide(input as DecisionsInput) });
}

function readFacts({ messages }: FactsInput) {
  return messages.flatMap(({ n, role, context, text }) => {
    const [, topic, value] = /^My (\w+) is (\w+)\.$/u.exec(text) ?? [];
    if (context || role !== "user" || topic === undefined || value === undefined) return [];
    const dates = { from: null, until: null };
    const graph = {
      entities: [{ name: value, type: "thing" }],
      relations: [{ subject: "user", predicate: `has_${topic}`, object: value }],
    };
    const fact = { text: factText({ topic, value }), type: "fact", importance: 0.5, sources: [n] };
    return [{ ...fact, ...dates, ...graph }];
  });
}

function decide({ facts, memories }: DecisionsInput) {
  return facts.map(({ handle, text, near }) => {
    const known = memories.filter((memory) => near.includes(memory.handle));
    const same = known.find((memory) => memory.text === text);
    const other = known.findLast((memory) => topicOf(memory.text) === topicOf(text));
    const reason = "so it is";
    if (same) return { fact: handle, action: "reinforce", memory: same.handle, reason };
    if (other) return { fact: handle, action: "update", memory: other.handle, reason };
    return { fact: handle, action: "add", memory: null, reason };
  });
}

function topicOf(text: string): string {
  return text.split(" is ")[0]!;
}
