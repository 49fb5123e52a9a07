import { uuidv7 } from "uuidv7";
import { deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { FactOutcome, SettledFact } from "#shared/ports/learning.ts";

/** A fact as the domain hands it to be written. */
export function buildFact(given: Partial<Omit<SettledFact, "textHash">> = {}): SettledFact {
  const fact = {
    id: uuidv7(),
    versionId: uuidv7(),
    oldVersionId: uuidv7(),
    type: "fact" as const,
    content: "The user lives in Berlin.",
    importance: 0.5,
    validFrom: null,
    validTo: null,
    metadata: {},
    sourceMessageIds: [],
    entities: [],
    relations: [],
    vector: null,
    outcome: { action: "add" } as FactOutcome,
    ...given,
  };
  return { ...fact, textHash: deriveTextHash(null, fact.content) };
}
