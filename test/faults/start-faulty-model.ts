import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { embedText } from "#local/model/embed-text.ts";

export const poison = "poison";
export const dimensions = 8;

export interface FaultyModel {
  readonly url: string;
  /** How many requests went which way. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** "healthy" takes every text; "faulty" fails at random and refuses poison; "down" only fails. */
  mood: "healthy" | "faulty" | "down";
  close(): Promise<void>;
}

/** In parts of a hundred; the rest is answered. */
const faults = { "429": 15, "500": 15, garbage: 8, short: 4, hang: 2 };

/** An embedding server that fails in every way we know of. */
export async function startFaultyModel(random: () => number): Promise<FaultyModel> {
  const outcomes: Record<string, number> = {};

  function choose(texts: readonly string[]): string {
    if (model.mood === "healthy") return "answered";
    if (model.mood === "down") return "500";
    let roll = random() * 100;
    for (const [fault, share] of Object.entries(faults)) {
      roll -= share;
      if (roll < 0) return fault;
    }
    return texts.some((each) => each.includes(poison)) ? "400" : "answered";
  }

  const server = createServer((request, response) => {
    const respond = async () => {
      const { input = [] } = JSON.parse((await text(request)) || "{}") as { input?: string[] };
      const outcome = choose(input);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      answer(response, outcome, input);
    };
    respond().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const model: FaultyModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    outcomes,
    mood: "faulty",
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return model;
}

function answer(response: ServerResponse, outcome: string, input: readonly string[]): void {
  if (outcome === "hang") return;
  if (outcome === "garbage") return void response.end("<html>");
  const texts = outcome === "short" ? input.slice(1) : input;
  const refused = /^\d+$/.test(outcome);
  const data = texts.map((each, index) => ({ index, embedding: [...embedText(each, dimensions)] }));
  response.writeHead(refused ? Number(outcome) : 200, {
    "content-type": "application/json",
    ...(outcome === "429" && { "retry-after": "1" }),
  });
  response.end(JSON.stringify(refused ? { error: { message: "no", type: "fault" } } : { data }));
}
