import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { dimensions } from "./vector-file.ts";

export interface Recorder {
  readonly url: string;
  /** All texts that were asked for. */
  readonly texts: ReadonlySet<string>;
  stop(): void;
}

/** An embedding server that only listens: what it is asked for will be known to the real one. */
export async function recordTexts(): Promise<Recorder> {
  const texts = new Set<string>();
  const embedding = Array.from({ length: dimensions }, () => 0.05);
  const server = createServer(async (request, response) => {
    const { input } = (await json(request)) as { input: string | string[] };
    const asked = [input].flat();
    for (const text of asked) texts.add(text);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: asked.map((_, index) => ({ index, embedding })) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
