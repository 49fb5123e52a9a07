import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { inParallel } from "./in-parallel.ts";
import type { Said } from "./prepare-texts.ts";
import { type Systems, tenantId } from "./start-systems.ts";

export interface IngestRate {
  readonly atOnce: number;
  /** Messages a second, of each round. */
  readonly rates: number[];
}
export interface Ingest {
  readonly aimi: readonly IngestRate[];
  readonly mem0: readonly IngestRate[];
}

const collection = "mem0_ingest";
const perBatch = 100;
const rounds = 3;
const patienceMs = 300_000;
/** How many batches of ours, and how many adds of mem0's, are under way at once; each side is rated at its best. */
const aimiAtOnce = [1, 2, 4];
const mem0AtOnce = [1, 8, 32];

/** Stores the same texts on both sides by turns, each time for a user who has said nothing yet. The first round is not timed. */
export async function measureIngest(systems: Systems, said: readonly Said[], label: string): Promise<Ingest> {
  const { mem0, databaseUrl, embeddingsUrl } = systems;
  await mem0.ask({ ask: "open", collection, databaseUrl, embeddingsUrl, hnsw: false });
  const ourWays = aimiAtOnce.map((atOnce) => ({ atOnce, rates: [] as number[] }));
  const theirWays = mem0AtOnce.map((atOnce) => ({ atOnce, rates: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    for (const [at, ours] of ourWays.entries()) {
      const theirs = theirWays[at]!;
      const userId = `${label}-${round}-${at}`;
      const ourRate = await storeInAimi(systems, said, userId, ours.atOnce);
      const theirRate = await storeInMem0(systems, said, userId, theirs.atOnce);
      if (round === 0) continue;
      ours.rates.push(ourRate);
      theirs.rates.push(theirRate);
    }
  }
  return { aimi: ourWays, mem0: theirWays };
}

/** From the first request until every vector is there. */
async function storeInAimi(
  { aimi, database }: Systems,
  said: readonly Said[],
  userId: string,
  atOnce: number,
): Promise<number> {
  const startedAt = performance.now();
  await inParallel(atOnce, batchesOf(said), async (batch) => {
    const messages = batch.map(({ name, content }) => ({
      user_id: userId,
      conversation_id: "bench",
      role: "user",
      name,
      content,
    }));
    await aimi.post("/v1/messages/batch", { messages });
  });
  await untilEmbedded(database, deriveOwnerId(tenantId, userId), said.length);
  return rateOf(said.length, performance.now() - startedAt);
}

async function untilEmbedded(database: Client, owner: string, expected: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  const count = "select count(*)::int as count from embeddings where owner_id = $1";
  for (;;) {
    const { rows } = await database.query<{ count: number }>(count, [owner]);
    if (rows[0]!.count === expected) return;
    if (performance.now() > deadline)
      throw new Error(`${rows[0]!.count} of ${expected} messages were embedded`);
    await sleep(10);
  }
}

async function storeInMem0(
  { mem0 }: Systems,
  said: readonly Said[],
  userId: string,
  atOnce: number,
): Promise<number> {
  const texts = said.map(spoken);
  const { ms, count } = await mem0.ask({ ask: "add", collection, userId, texts, atOnce });
  if (count !== said.length) throw new Error(`mem0 stored ${count} of ${said.length} messages`);
  return rateOf(count, ms);
}

/** What is embedded on both sides: mem0 has no field for who speaks. */
export function spoken({ name, content }: Said): string {
  return `${name}: ${content}`;
}

function batchesOf(said: readonly Said[]): (readonly Said[])[] {
  return Array.from({ length: Math.ceil(said.length / perBatch) }, (_, n) =>
    said.slice(n * perBatch, (n + 1) * perBatch),
  );
}

function rateOf(messages: number, ms: number): number {
  return (messages / ms) * 1000;
}
