import type { Actor } from "../../ports/actor.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery } from "../../ports/memory-index.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { QueryVectors } from "../../ports/query-vectors.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { embedQuery } from "./embed-query.ts";
import { namedTimes } from "./named-times.ts";

type Kind = MemoryMatch["kind"];

export interface SearchMemory
  extends Omit<
    MemoryQuery,
    "vector" | "model" | "asOf" | "looksBack" | "wantsMessages" | "wantsMemories" | "namedTimes"
  > {
  readonly actor: Actor;
  readonly asOf: number | undefined;
  readonly kinds: readonly Kind[] | undefined;
  /** The text's vector, if it was asked lately. */
  readonly recalled: readonly number[] | null;
}

export interface SearchOutcome {
  readonly matches: readonly MemoryMatch[];
  readonly asOf: number;
  readonly degraded: boolean;
  readonly approximate: boolean;
}

interface Needs {
  readonly index: MemoryIndex;
  readonly embedder: Embedder;
  readonly queryVectors: QueryVectors;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly log: WorkLog;
}

export async function searchMemory(
  ports: Needs,
  { actor, kinds, recalled, asOf: given, ...filters }: SearchMemory,
): Promise<SearchOutcome> {
  const asOf = given ?? ports.clock.now();
  const wants = (kind: Kind) => (kinds?.includes(kind) ?? true) && mayBe(kind, filters);
  const [wantsMessages, wantsMemories] = [wants("message"), wants("memory")];
  if (!wantsMessages && !wantsMemories) return { matches: [], asOf, degraded: false, approximate: false };

  // Without a vector the search goes by keyword alone, and says so.
  const { vector, kept } = await embedQuery(ports, filters.text, recalled);
  if (vector === null) ports.tally.add("aimi_searches_degraded_total", {});
  const found = await ports.index.search(actor, {
    ...filters,
    vector,
    model: ports.embedder.model,
    asOf,
    looksBack: given !== undefined,
    wantsMessages,
    wantsMemories,
    namedTimes: namedTimes(filters.text, asOf),
  });
  await kept;
  return { ...found, asOf, degraded: vector === null };
}

/** Only messages have a role, only memories a type and a status. */
function mayBe(kind: Kind, { roles, types, statuses }: Pick<MemoryQuery, "roles" | "types" | "statuses">) {
  return kind === "message" ? types === null && statuses === null : roles === null;
}
