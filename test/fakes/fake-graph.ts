import { uuidv7 } from "uuidv7";
import type { Actor } from "#shared/ports/actor.ts";
import type {
  Entity,
  EntityType,
  Graph,
  GraphQuery,
  Merged,
  MergeEntities,
  Relation,
} from "#shared/ports/graph.ts";
import type { LearntEntity, LearntRelation } from "#shared/ports/learning.ts";
import { claimAnswer, findAnswer } from "./fake-ledger.ts";
import { type FakeMemoryStore, saidAtOf } from "./fake-memory-store.ts";
import { isVisible } from "./fake-messages.ts";

interface KeptEntity {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly name: string;
  type: EntityType;
  readonly isSelf: boolean;
  readonly createdAt: number;
  mergedInto: string | null;
  mergedAt: number;
}

interface KeptRelation {
  readonly id: string;
  readonly ownerId: string;
  readonly subjectId: string;
  readonly predicate: string;
  readonly objectId: string;
  readonly memoryIds: ReadonlySet<string>;
}

/** What a memory says of whom goes with the text that says it. */
type Texts = Map<string, string>;

export interface Noted {
  readonly actor: Actor;
  readonly memoryId: string;
  readonly entities: readonly LearntEntity[];
  readonly relations: readonly LearntRelation[];
  readonly notedAt: number;
}

export interface FakeGraph extends Graph {
  note(noted: Noted): void;
}

const keyOf = (name: string) =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/^[\s"'.!?]+|[\s"'.!?]+$/g, "");

/** Enough of a graph to be asked and merged. What is erased is taken from the memories' store. */
export function fakeGraph(store: FakeMemoryStore): FakeGraph {
  const entities = new Map<string, KeptEntity>();
  /** By owner and key; in the order in which they were first used. */
  const names = new Map<string, { ownerId: string; key: string; name: string; entityId: string }>();
  const relations = new Map<string, KeptRelation>();
  const texts: Texts = new Map();
  const textOf = (memoryId: string) => store.memories.get(memoryId)?.versions.at(-1)?.textHash;

  function find({ ownerId, tenantId }: Actor, { name, type }: LearntEntity, createdAt: number): string {
    const known = names.get(`${ownerId}/${keyOf(name)}`);
    if (known) return known.entityId;
    const id = uuidv7();
    const isSelf = keyOf(name) === "user";
    const merged = { mergedInto: null, mergedAt: 0 };
    entities.set(id, {
      ...merged,
      id,
      tenantId,
      ownerId,
      name,
      type: isSelf ? "person" : type,
      isSelf,
      createdAt,
    });
    names.set(`${ownerId}/${keyOf(name)}`, { ownerId, key: keyOf(name), name, entityId: id });
    return id;
  }

  function relate(relation: Omit<KeptRelation, "id">): void {
    const { subjectId, predicate, objectId, memoryIds } = relation;
    if (subjectId === objectId) return;
    const twin = [...relations.values()].find(
      (kept) => kept.subjectId === subjectId && kept.predicate === predicate && kept.objectId === objectId,
    );
    const id = twin?.id ?? uuidv7();
    relations.set(id, { ...relation, id, memoryIds: new Set([...(twin?.memoryIds ?? []), ...memoryIds]) });
  }

  function show({ id, name, type, isSelf, createdAt }: KeptEntity): Entity {
    const aliases = [...names.values()]
      .filter((one) => one.entityId === id && one.key !== "user" && one.key !== keyOf(name))
      .map((one) => one.name);
    const merged = [...entities.values()]
      .filter(({ mergedInto }) => mergedInto === id)
      .map((one) => ({ id: one.id, name: one.name, mergedAt: one.mergedAt }));
    return { id, name, type, isSelf, createdAt, aliases, merged };
  }

  /** Null where nothing behind it was believed then. */
  function showRelation(
    { id, subjectId, predicate, objectId, memoryIds }: KeptRelation,
    asOf: number,
  ): Relation | null {
    const behind = [...memoryIds].flatMap((memoryId) => {
      const memory = store.memories.get(memoryId);
      const version = memory?.versions.findLast(({ createdAt }) => createdAt <= asOf);
      return memory && version && textOf(memoryId) === texts.get(memoryId)
        ? [{ ...version, id: memoryId, from: version.validFrom ?? saidAtOf(store, memory) }]
        : [];
    });
    if (behind.length === 0) return null;
    const ends = behind.map(
      ({ validTo, status, createdAt }) => validTo ?? (status === "outdated" ? createdAt : null),
    );
    return {
      ...{ id, subjectId, predicate, objectId },
      validFrom: Math.min(...behind.map(({ from }) => from)),
      validTo: ends.includes(null) ? null : Math.max(...ends.map(Number)),
      status: behind.every(({ status }) => status === "outdated") ? "outdated" : "active",
      memories: behind
        .map(({ id: memoryId, content, type, status }) => ({ id: memoryId, content, type, status }))
        .toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    };
  }

  function startOf(actor: Actor, { entity }: GraphQuery): KeptEntity | undefined {
    const visible = [...entities.values()].filter((one) => isVisible(actor, one));
    if (entity === null) return visible.find(({ isSelf, ownerId }) => isSelf && ownerId === actor.ownerId);
    if ("name" in entity) {
      const key = keyOf(entity.name);
      const named = [...names.values()].filter((one) => one.key === key).map(({ entityId }) => entityId);
      return visible.findLast(({ id }) => named.includes(id));
    }
    const named = visible.find(({ id }) => id === entity.id);
    return named && (entities.get(named.mergedInto ?? "") ?? named);
  }

  function judge({ actor, from, into }: MergeEntities): Merged | { source: KeptEntity; target: KeptEntity } {
    const source = entities.get(from);
    if (!source || !isVisible(actor, source)) return { outcome: "unknown", id: from };
    const named = entities.get(into);
    if (named?.ownerId !== source.ownerId) return { outcome: "unknown", id: into };
    const target = entities.get(named.mergedInto ?? "") ?? named;
    if (source === target) return { outcome: "same" };
    if (source.isSelf) return { outcome: "is_self" };
    if (source.mergedInto !== null && source.mergedInto !== target.id) return { outcome: "merged_elsewhere" };
    return { source, target };
  }

  return {
    note({ actor, memoryId, notedAt, ...noted }) {
      for (const entity of noted.entities) find(actor, entity, notedAt);
      for (const { subject, predicate, object } of noted.relations) {
        const [subjectId, objectId] = [subject, object].map((name) =>
          find(actor, { name, type: "other" }, notedAt),
        );
        texts.set(memoryId, textOf(memoryId) ?? "");
        const memoryIds = new Set([memoryId]);
        relate({ ownerId: actor.ownerId, subjectId: subjectId!, predicate, objectId: objectId!, memoryIds });
      }
    },

    async around(actor, query) {
      const start = startOf(actor, query);
      if (!start)
        return query.entity === null ? { start: null, entities: [], relations: [], truncated: false } : null;
      const met = new Set([start.id]);
      const shown = new Map<string, Relation>();
      for (let step = 0; step < query.depth; step++) {
        const reached = [...met];
        for (const kept of [...relations.values()].toReversed()) {
          if (!reached.includes(kept.subjectId) && !reached.includes(kept.objectId)) continue;
          const relation = showRelation(kept, query.asOf ?? Number.POSITIVE_INFINITY);
          if (relation === null) continue;
          shown.set(kept.id, relation);
          met.add(kept.subjectId).add(kept.objectId);
        }
      }
      const around = [...met].map((id) => show(entities.get(id)!));
      return { start: start.id, entities: around, relations: [...shown.values()], truncated: false };
    },

    async list(actor, { limit, after, asOf, mostRelations }) {
      const rows = [...entities.values()]
        .filter(
          (one) => isVisible(actor, one) && one.mergedInto === null && (after === null || one.id > after),
        )
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const next = rows.length > limit ? rows[limit - 1]!.id : null;
      const page = rows.slice(0, limit);
      const isShown = (end: string) => page.some(({ id }) => id === end);
      const between = [...relations.values()]
        .toReversed()
        .filter(({ subjectId, objectId }) => isShown(subjectId) && isShown(objectId))
        .flatMap((kept) => showRelation(kept, asOf ?? Number.POSITIVE_INFINITY) ?? []);
      const truncated = next !== null || between.length > mostRelations;
      return {
        start: null,
        entities: page.map(show),
        relations: between.slice(0, mostRelations),
        truncated,
        next,
      };
    },

    async merge(merge) {
      const write = { ...merge, outboxId: "", requestId: "" };
      const judged = judge(merge);
      const { idempotency, now } = merge;
      if ("outcome" in judged && !findAnswer(store, write)) return judged;
      const into = "target" in judged ? judged.target.id : "";
      const mergedAt = "source" in judged && judged.source.mergedInto !== null ? judged.source.mergedAt : now;
      const answer = {
        requestHash: idempotency?.requestHash ?? "",
        ids: [into],
        pendingIds: [],
        createdAt: mergedAt,
      };
      const earlier = claimAnswer(store, write, answer);
      if (earlier === "mismatch") return { outcome: "mismatch" };
      if (earlier) return { outcome: "merged", into: earlier.ids[0]!, mergedAt: earlier.createdAt };
      if ("outcome" in judged) return judged;
      const { source, target } = judged;
      if (source.mergedInto === null) {
        for (const one of names.values()) if (one.entityId === source.id) one.entityId = target.id;
        for (const kept of [...relations.values()]) {
          if (kept.subjectId !== source.id && kept.objectId !== source.id) continue;
          relations.delete(kept.id);
          const [subjectId, objectId] = [kept.subjectId, kept.objectId].map((id) =>
            id === source.id ? target.id : id,
          );
          relate({ ...kept, subjectId: subjectId!, objectId: objectId! });
        }
        if (target.type === "other") target.type = source.type;
        for (const one of entities.values()) if (one.mergedInto === source.id) one.mergedInto = target.id;
        source.mergedInto = target.id;
        source.mergedAt = now;
      }
      return { outcome: "merged", into, mergedAt };
    },
  };
}
