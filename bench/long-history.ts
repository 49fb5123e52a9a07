import { parseArgs } from "node:util";
import { quantile } from "./chat/own-time.ts";
import { talkAtOnce } from "./chat/talk-at-once.ts";
import { aimiClient } from "./memory/aimi-client.ts";
import { searchAimi } from "./memory/measure-search.ts";
import { ingestConversation } from "./recall/ingest-conversation.ts";
import { readConversations } from "./recall/read-conversations.ts";
import { startBenchCloud } from "./start-bench-cloud.ts";

/** Somebody who has said thousands of things, on a database that nobody has analysed: searches, and a turn's first word. */
const { values: options } = parseArgs({
  options: {
    folder: { type: "string", default: "../shared/locomo" },
    searches: { type: "string", default: "60" },
    turns: { type: "string", default: "20" },
  },
});
// As a client of bench/chat is called.
const userId = "person-0";

const cloud = await startBenchCloud("history");

function tell(what: string, ms: readonly number[]): void {
  console.log(`${what}: p50 ${quantile(ms, 0.5).toFixed(0)} ms, p95 ${quantile(ms, 0.95).toFixed(0)} ms`);
}

try {
  const conversations = await readConversations(options.folder);
  for (const conversation of conversations) {
    await ingestConversation(cloud.url, conversation, userId);
    console.log(`${conversation.id}: ${conversation.turns.length} turns stored and embedded`);
  }
  const questions = conversations.flatMap((conversation) => conversation.questions);
  const timeSearch = searchAimi(aimiClient({ url: cloud.url, headers: {} }), userId);
  const searched: number[] = [];
  for (const { question } of questions.slice(0, Number(options.searches))) {
    searched.push(await timeSearch(question));
  }
  tell("a search over HTTP", searched);
  const { turns, complaints } = await talkAtOnce({
    cloud,
    tenantId: "default",
    clients: 1,
    turns: Number(options.turns),
  });
  for (const complaint of complaints) console.log(`  NOT HELD: ${complaint}`);
  const firstWords = turns.map(({ sentAtMs, firstWordAtMs }) => firstWordAtMs - sentAtMs);
  tell("a turn's first word, model and all", firstWords);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  await cloud.close();
}
