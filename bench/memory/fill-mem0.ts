import { spoken } from "./measure-ingest.ts";
import type { Said } from "./prepare-texts.ts";
import type { Systems } from "./start-systems.ts";

const atOnce = 8;
const portion = 5_000;

export const plainCollection = (size: number) => `mem0_${size}`;
export const hnswCollection = (size: number) => `mem0_${size}_hnsw`;

/** Two collections of the same memories, one with mem0's HNSW index: added by mem0 itself, then copied below its index. */
export async function fillMem0(systems: Systems, userId: string, said: readonly Said[]): Promise<void> {
  const { mem0, database, databaseUrl, embeddingsUrl } = systems;
  const [collection, indexed] = [plainCollection(said.length), hnswCollection(said.length)];
  await mem0.ask({ ask: "open", collection, databaseUrl, embeddingsUrl, hnsw: false });
  await mem0.ask({ ask: "open", collection: indexed, databaseUrl, embeddingsUrl, hnsw: true });
  const texts = said.map(spoken);
  for (let start = 0; start < texts.length; start += portion) {
    await mem0.ask({ ask: "add", collection, userId, texts: texts.slice(start, start + portion), atOnce });
    console.log(`mem0 holds ${Math.min(start + portion, texts.length)} of ${texts.length} messages`);
  }
  await database.query(`insert into ${indexed} select * from ${collection}`);
  for (const table of [collection, indexed]) await database.query(`vacuum (analyze) ${table}`);
}
