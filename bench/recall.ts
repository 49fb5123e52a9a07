import { parseArgs } from "node:util";
import { startLocalCloud } from "#local/cloud.ts";
import { ingestConversation } from "./recall/ingest-conversation.ts";
import { measureRecall, type Recall } from "./recall/measure-recall.ts";
import { readConversations } from "./recall/read-conversations.ts";
import { startEmbeddings } from "./recall/start-embeddings.ts";

/** How much of the evidence for LoCoMo's questions the product's own search finds. */
const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/locomo" },
    embeddings: { type: "string" },
    server: { type: "string", default: "../shared/minilm/serve.py" },
  },
});

const weightings = {
  "similarity alone": { similarity: 1, importance: 0, decay: 0 },
  "default weights": { similarity: 0.6, importance: 0.3, decay: 0.1 },
};

async function main(): Promise<void> {
  const conversations = await readConversations(options.data);
  const embeddings = options.embeddings
    ? { url: options.embeddings, stop() {} }
    : await startEmbeddings(options.server);
  const cloud = await startLocalCloud({
    dataDir: null,
    postgresUrl: process.env.AIMI_LOCAL_POSTGRES_URL,
    database: `aimi_recall_${Date.now()}`,
    settings: {
      AIMI_LOG_LEVEL: "warn",
      AIMI_EMBEDDING_BASE_URL: embeddings.url,
      AIMI_EMBEDDING_MODEL: "all-MiniLM-L6-v2",
      AIMI_EMBEDDING_DIMENSIONS: "384",
    },
  });
  try {
    for (const conversation of conversations) {
      await ingestConversation(cloud.url, conversation);
      console.log(`${conversation.id}: ${conversation.turns.length} turns stored and embedded`);
    }
    for (const [name, weights] of Object.entries(weightings)) {
      print(name, await measureRecall(cloud.url, conversations, weights));
    }
  } finally {
    await cloud.close();
    embeddings.stop();
  }
}

function print(name: string, recall: Recall): void {
  console.log(`\n${name.padEnd(22)} questions  recall@5  recall@10  sessions@10`);
  for (const [category, row] of recall) {
    const figures = [row.at5, row.at10, row.sessionsAt10].map((value) => value.toFixed(3).padStart(9));
    console.log(`${category.padEnd(22)} ${String(row.questions).padStart(9)} ${figures.join("  ")}`);
  }
}

await main();
process.exit(0);
