import { fill, type Owner } from "./fill.ts";
import { fillMem0, hnswCollection, plainCollection } from "./fill-mem0.ts";
import { type Ingest, measureIngest } from "./measure-ingest.ts";
import { measureSearch, type SearchTarget, searchAimi, searchMem0 } from "./measure-search.ts";
import type { Said } from "./prepare-texts.ts";
import { type Setting, type Systems, startSystems, tenantId } from "./start-systems.ts";

export interface Comparison extends Omit<Setting, "chooseTexts"> {
  /** Messages of strangers. */
  readonly others: number;
  /** Messages of each owner whose searches are timed. */
  readonly sizes: readonly number[];
  /** mem0 is asked at no larger size. */
  readonly mem0UpTo: number;
  readonly searches: number;
  readonly ingested: number;
}

export interface Compared {
  readonly postgres: string;
  /** Into empty tables, and beside the strangers. */
  readonly ingest: Readonly<Record<"empty" | "beside", Ingest>>;
  readonly searched: readonly SearchTarget[];
}

const ingestSeed = 0;

export async function compareSystems(parts: AsyncDisposableStack, options: Comparison): Promise<Compared> {
  let ingested: readonly Said[] = [];
  const saidBy = new Map<number, readonly Said[]>();
  const systems = await startSystems(parts, {
    ...options,
    async chooseTexts(texts) {
      ingested = await texts.of(ingestSeed, options.ingested);
      const compared = options.sizes.filter((size) => size <= options.mem0UpTo);
      for (const size of compared) saidBy.set(size, await texts.of(size, size));
      return [ingested, ...saidBy.values()].flat();
    },
  });
  const empty = await measureIngest(systems, ingested, "empty");
  await fill(systems, [...ownersOf(options)]);
  for (const [size, said] of saidBy) await fillMem0(systems, userOf(size), said);
  const searched = options.sizes.flatMap((size) => targetsOf(systems, size, saidBy.has(size)));
  await measureSearch(searched, systems.questions, options.searches);
  const beside = await measureIngest(systems, ingested, "beside");
  return { postgres: await versionOf(systems), ingest: { empty, beside }, searched };
}

/** The owners who are timed share their tenant with strangers; other tenants have strangers alone. */
function* ownersOf({ sizes, others }: Comparison): Iterable<Owner> {
  const perStranger = 1_000;
  const tenants = 10;
  for (const size of sizes) yield { tenantId, userId: userOf(size), seed: size, messages: size };
  for (let n = 0; n < others / perStranger; n++) {
    const tenant = n % tenants === 0 ? tenantId : `${tenantId}-${n % tenants}`;
    yield { tenantId: tenant, userId: `stranger-${n}`, seed: n + 1, messages: perStranger };
  }
}

function targetsOf({ aimi, mem0 }: Systems, size: number, isCompared: boolean): SearchTarget[] {
  const user = userOf(size);
  const ours: SearchTarget = { system: "aimi", size, ms: [], search: searchAimi(aimi, user) };
  if (!isCompared) return [ours];
  return [
    ours,
    { system: "mem0", size, ms: [], search: searchMem0(mem0, plainCollection(size), user) },
    { system: "mem0 with HNSW", size, ms: [], search: searchMem0(mem0, hnswCollection(size), user) },
  ];
}

function userOf(size: number): string {
  return `user-${size}`;
}

async function versionOf({ database }: Systems): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `select 'Postgres ' || current_setting('server_version') || ', pgvector ' || extversion as version
    from pg_extension where extname = 'vector'`,
  );
  return rows[0]!.version;
}
