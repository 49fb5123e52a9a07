import { parseArgs } from "node:util";
import { ingestConversation, ingestObservations, type StoredTurns } from "./recall/ingest-conversation.ts";
import { measureRecall, type Recall } from "./recall/measure-recall.ts";
import { type Conversation, readConversations } from "./recall/read-conversations.ts";
import { startCloud } from "./recall/start-cloud.ts";
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
  const cloud = await startCloud("recall", embeddings.url);
  try {
    const stored: (Conversation & { stored: StoredTurns })[] = [];
    for (const conversation of conversations) {
      stored.push({ ...conversation, stored: await ingestConversation(cloud.url, conversation) });
      console.log(`${conversation.id}: ${conversation.turns.length} turns stored and embedded`);
    }
    for (const [name, weights] of Object.entries(weightings)) {
      print(`messages, ${name}`, await measureRecall(cloud.url, stored, weights));
    }
    for (const conversation of stored) {
      await ingestObservations(cloud.url, conversation, conversation.stored);
      console.log(`${conversation.id}: ${conversation.observations.length} observations stored as memories`);
    }
    for (const [name, weights] of Object.entries(weightings)) {
      print(`with memories, ${name}`, await measureRecall(cloud.url, stored, weights));
    }
  } finally {
    await cloud.close();
    embeddings.stop();
  }
}

function print(name: string, recall: Recall): void {
  console.log(`\n${name.padEnd(32)} questions  recall@5  recall@10  sessions@10`);
  for (const [category, row] of recall) {
    const figures = [row.at5, row.at10, row.sessionsAt10].map((value) => value.toFixed(3).padStart(9));
    console.log(`${category.padEnd(32)} ${String(row.questions).padStart(9)} ${figures.join("  ")}`);
  }
}

await main();
process.exit(0);
