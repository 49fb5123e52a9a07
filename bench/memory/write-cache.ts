import { join } from "node:path";
import { spoken } from "./measure-ingest.ts";
import type { Said } from "./prepare-texts.ts";
import { recordTexts } from "./record-texts.ts";
import type { Mem0 } from "./start-mem0.ts";
import { dimensions, type HalfVector, writeVectors } from "./vector-file.ts";

interface Needs {
  readonly mem0: Mem0;
  readonly databaseUrl: string;
  readonly questions: readonly string[];
  readonly said: readonly Said[];
  readonly folder: string;
}

/**
 * Writes a cache for the embedding server, so that it answers at the speed of a look-up: with a model of its own on the
 * same cores, both sides would only measure the model. mem0 also embeds the names that it finds in a question; a
 * rehearsal with an empty collection tells which.
 */
export async function writeCache({ mem0, databaseUrl, questions, said, folder }: Needs): Promise<string> {
  const recorder = await recordTexts();
  const collection = "mem0_rehearsal";
  await mem0.ask({ ask: "open", collection, databaseUrl, embeddingsUrl: recorder.url, hnsw: false });
  for (const query of questions) {
    await mem0.ask({ ask: "search", collection, userId: "nobody", query, topK: 1 });
  }
  recorder.stop();
  const known = new Set(questions);
  const vectors = new Map<string, HalfVector>();
  for (const text of recorder.texts) if (!known.has(text)) vectors.set(text, anyVector());
  for (const one of said) vectors.set(spoken(one), one.vector);
  const path = join(folder, "bench.f16");
  await writeVectors(path, vectors);
  return path;
}

/** Nothing is stored that a name could be near to. */
function anyVector(): HalfVector {
  const numbers = Float16Array.from({ length: dimensions }, () => (Math.random() - 0.5) / 6);
  return new Uint16Array(numbers.buffer);
}
