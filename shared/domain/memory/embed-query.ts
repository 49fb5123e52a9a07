import type { Embedder } from "../../ports/embedding.ts";
import type { EmbeddedQuery, QueryVectors } from "../../ports/query-vectors.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { cutForEmbedding } from "./batch-texts.ts";

interface Needs {
  readonly embedder: Embedder;
  readonly queryVectors: QueryVectors;
  readonly log: WorkLog;
}

type Vector = readonly number[] | null;

export interface QueryVector {
  /** Null where the model did not answer in time. */
  readonly vector: Vector;
  /** Settles when a new vector is kept, or could not be; nothing waits for it but the end of the call. */
  readonly kept: Promise<void>;
}

/** How long the model is asked for the vector of a query. */
export const queryDeadlineMs = 1_500;
const nothingToKeep = Promise.resolve();

/** The vector of a query, asked of the model only where it was not asked lately. */
export async function embedQuery(ports: Needs, text: string, recalled: Vector): Promise<QueryVector> {
  if (recalled) return { vector: recalled, kept: nothingToKeep };
  const vector = await embedUnkept(ports, text);
  return { vector, kept: vector ? keep(ports, toQuery(ports, text), vector) : nothingToKeep };
}

/** The vector of what nothing is to be kept of. */
export async function embedUnkept(ports: Omit<Needs, "queryVectors">, text: string): Promise<Vector> {
  return await ask(ports, toQuery(ports, text));
}

/** The vector of a query that was asked lately. */
export async function recallQuery(ports: Needs, text: string): Promise<Vector> {
  try {
    return await ports.queryVectors.find(toQuery(ports, text));
  } catch (error) {
    ports.log.warn("query vector not looked up", { error });
    return null;
  }
}

function toQuery({ embedder: { model, dimensions } }: Pick<Needs, "embedder">, text: string): EmbeddedQuery {
  return { model, dimensions, text: cutForEmbedding(text).text };
}

/** In single precision, as it is kept: the first answer and the next are the same. */
async function ask(ports: Omit<Needs, "queryVectors">, { text }: EmbeddedQuery): Promise<Vector> {
  try {
    const [vector] = await ports.embedder.embed([text], { deadlineMs: queryDeadlineMs });
    return vector?.map(Math.fround) ?? null;
  } catch (error) {
    ports.log.warn("query not embedded", { error });
    return null;
  }
}

async function keep(ports: Needs, query: EmbeddedQuery, vector: readonly number[]): Promise<void> {
  try {
    await ports.queryVectors.keep(query, vector);
  } catch (error) {
    ports.log.warn("query vector not kept", { error });
  }
}
