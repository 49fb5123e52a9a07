import type { LearntEntity, LearntRelation } from "../../ports/learning.ts";
import type { MemoryType } from "../../ports/memories.ts";
import { tellsRefused } from "./delicate/tells-refused.ts";
import type { ToldFact } from "./facts-answer.ts";
import { plantsInstruction } from "./plants-instruction.ts";
import { toOneLine } from "./to-one-line.ts";

type Told = Pick<ToldFact, "entities" | "relations">;
export interface Graph {
  readonly entities: readonly LearntEntity[];
  readonly relations: readonly LearntRelation[];
}

const longestName = 128;
const longestPredicate = 64;
const mostEach = 16;
const self = /^(the )?(user|person|speaker|i|me|myself)$/iu;

/**
 * Whom and what a fact names, each once; what a relation names is among it, but for the person, who is "user". What tells
 * of a type that may not be kept is none of it: a fact may be silent about what its relations say.
 */
export function cleanGraph(
  { entities: told, relations: toldRelations }: Told,
  refusedTypes: readonly MemoryType[],
): Graph {
  const entities = new Map<string, LearntEntity>();
  const take = (name: string, type: LearntEntity["type"]): string | null => {
    const clean = cleanName(name, refusedTypes);
    if (clean === null || clean === "user") return clean;
    const known = entities.get(clean.toLowerCase());
    if (known) return known.name;
    if (entities.size >= mostEach) return null;
    entities.set(clean.toLowerCase(), { name: clean, type });
    return clean;
  };
  for (const { name, type } of told) take(name, type);

  const relations = new Map<string, LearntRelation>();
  for (const { subject, predicate, object } of toldRelations.slice(0, mostEach)) {
    const name = cleanPredicate(predicate);
    if (name === null) continue;
    if (tellsRefused(`${subject} ${name.replaceAll("_", " ")} ${object}`, refusedTypes)) continue;
    const [from, to] = [take(subject, "other"), take(object, "other")];
    if (from === null || to === null || from === to) continue;
    relations.set(JSON.stringify([from, name, to]), { subject: from, predicate: name, object: to });
  }
  return { entities: [...entities.values()], relations: [...relations.values()] };
}

function cleanName(told: string, refusedTypes: readonly MemoryType[]): string | null {
  const name = toOneLine(told);
  if (self.test(name)) return "user";
  if (name.length > longestName || !/[\p{L}\p{N}]/u.test(name)) return null;
  return plantsInstruction(name) || tellsRefused(name, refusedTypes) ? null : name;
}

function cleanPredicate(told: string): string | null {
  const name = told
    .toWellFormed()
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "");
  return name === "" || name.length > longestPredicate || plantsInstruction(name.replaceAll("_", " "))
    ? null
    : name;
}
