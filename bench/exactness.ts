import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createDatabase, type Database } from "#shared/adapters/postgres/database.ts";
import { toUnits } from "#shared/adapters/postgres/to-units.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { askAs } from "#test/contracts/ask-as.ts";
import { ingestConversation } from "./recall/ingest-conversation.ts";
import { readConversations } from "./recall/read-conversations.ts";
import { model, startCloud } from "./recall/start-cloud.ts";
import { startEmbeddings } from "./recall/start-embeddings.ts";

/** How much of the first ten stays when only the nearest by signs and the best by words are weighed exactly. */
const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/locomo" },
    server: { type: "string", default: "../shared/minilm/serve.py" },
    queries: { type: "string", default: "200" },
  },
});

const user = { tenantId: "default", userId: "everybody" };

async function main(): Promise<void> {
  const conversations = await readConversations(options.data);
  const embeddings = await startEmbeddings(options.server);
  const cloud = await startCloud("exactness", embeddings.url);
  try {
    for (const conversation of conversations) {
      await ingestConversation(cloud.url, conversation, user.userId);
      console.log(`${conversation.id}: ${conversation.turns.length} turns stored and embedded`);
    }
    for (const statement of await weighingAll()) await askAs(cloud.postgres.ownerUrl, {}, statement);
    const ask = asking(createDatabase({ url: cloud.postgres.appUrl }));
    const questions = conversations.flatMap((conversation) => conversation.questions);
    const step = Math.max(1, Math.floor(questions.length / Number(options.queries)));
    const shares: number[] = [];
    for (const { question } of questions.filter((_, at) => at % step === 0)) {
      const vector = await embed(embeddings.url, question);
      const found = await ask("aimi_search_owner", question, vector);
      const exact = await ask("aimi_search_owner_exact", question, vector);
      shares.push(exact.filter((id) => found.includes(id)).length / exact.length);
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    console.log(`${shares.length} queries: ${mean.toFixed(4)} of the exact first ten`);
    if (mean < 0.98) process.exitCode = 1;
  } finally {
    await cloud.close();
    embeddings.stop();
  }
}

/** The same function, with every message in the pool of those that are weighed exactly. */
async function weighingAll(): Promise<string[]> {
  const text = await readFile(new URL("../migrations/0017_search_estimates.sql", import.meta.url), "utf8");
  const making = text.slice(text.indexOf("create function aimi_make_search"));
  const all = making.replace("least(800, greatest(220, corpus / 25))", "100000");
  if (all === making) throw new Error("the size of the pool stands elsewhere now");
  const renamed = all.replaceAll(/'aimi_search_(owner|tenant)'/g, "'aimi_search_$1_exact'");
  return renamed.split(/(?<=;)\n+(?=select aimi_make_search|drop function aimi_make_search)/);
}

function asking(database: Database) {
  const ownerId = deriveOwnerId(user.tenantId, user.userId);
  const asOf = new Date().toISOString();
  return async (name: string, question: string, vector: readonly number[]): Promise<string[]> => {
    const rows = await database.query<{ id: string }>(
      { scope: "user", ...user, ownerId },
      {
        text: `select id from ${name}($1, $2::uuid, $3, aimi_from_units($4::int[]), $5, 10, 0, '{1, 0, 0}', $6::timestamptz,
          false, true, true, null, null, null, null, null, null, null, '{}', '{}')`,
        values: [user.tenantId, ownerId, question, toUnits(vector), model, asOf],
      },
    );
    return rows.map(({ id }) => id);
  };
}

async function embed(url: string, input: string): Promise<number[]> {
  const response = await fetch(`${url}/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model, input }),
  });
  const { data } = (await response.json()) as { data: { embedding: number[] }[] };
  return data[0]!.embedding;
}

await main();
process.exit();
