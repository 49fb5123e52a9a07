import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inParallel } from "./in-parallel.ts";
import type { Mem0Answer, Mem0Request } from "./mem0-protocol.ts";
import { dimensions } from "./vector-file.ts";

/** mem0 in a process of its own, as an app would hold it: no HTTP before it, one instance a collection. */
interface Memory {
  add(messages: string, options: { userId: string; infer: false }): Promise<{ results: unknown[] }>;
  search(
    query: string,
    options: { topK: number; filters: { user_id: string } },
  ): Promise<{ results: unknown[] }>;
}

const home = process.argv[2]!;
const { Memory } = (await import(
  pathToFileURL(join(home, "node_modules/mem0ai/dist/oss/index.mjs")).href
)) as { Memory: new (config: object) => Memory };
const opened = new Map<string, Memory>();

function open({ collection, databaseUrl, embeddingsUrl, hnsw }: Mem0Request & { ask: "open" }): Memory {
  const server = { apiKey: "none", baseURL: embeddingsUrl };
  return new Memory({
    embedder: { provider: "openai", config: { ...server, model: "all-MiniLM-L6-v2" } },
    vectorStore: {
      provider: "pgvector",
      config: {
        connectionString: databaseUrl,
        collectionName: collection,
        dimension: dimensions,
        embeddingModelDims: dimensions,
        hnsw,
      },
    },
    // Never asked: nothing is inferred.
    llm: { provider: "openai", config: { ...server, model: "none" } },
    // Its record of changes is a SQLite file, and would only slow it down.
    disableHistory: true,
  });
}

async function answer(request: Mem0Request): Promise<number> {
  const { collection } = request;
  if (request.ask === "open") {
    if (opened.has(collection)) return 0;
    const memory = open(request);
    opened.set(collection, memory);
    // The first search waits until table and index are made.
    await memory.search("hello", { topK: 1, filters: { user_id: "nobody" } });
    return 0;
  }
  const memory = opened.get(collection)!;
  if (request.ask === "search") {
    const { query, topK, userId } = request;
    return (await memory.search(query, { topK, filters: { user_id: userId } })).results.length;
  }
  const { userId, texts, atOnce } = request;
  let added = 0;
  await inParallel(atOnce, texts, async (text) => {
    const { results } = await memory.add(text, { userId, infer: false });
    added += results.length;
  });
  return added;
}

process.on("message", async (request: Mem0Request) => {
  const startedAt = performance.now();
  const count = await answer(request);
  process.send!({ ms: performance.now() - startedAt, count } satisfies Mem0Answer);
});
process.once("disconnect", () => process.exit());
process.send!("ready");
