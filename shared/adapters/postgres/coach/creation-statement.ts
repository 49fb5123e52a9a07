import type { Created, Creation } from "../../../ports/goals.ts";
import type { Statement } from "../database.ts";
import creation from "./creation.sql";
import lockCoach from "./lock-coach.sql";

/** What a statement that makes a thing tells beside it. */
export interface CreatedRow {
  readonly tenant_known: boolean;
  readonly is_first: boolean | null;
  readonly fits: boolean | null;
}

/** A statement that makes a thing of a person's once, however often it is asked under one key. */
export function creationStatement(
  text: string,
  { id, person, idempotency, now }: Creation,
  { draft, most }: { draft: object; most: number },
): Statement {
  const { tenantId, ownerId, userId, mayProvision, callerId } = person;
  return {
    lock: { text: lockCoach, values: [ownerId] },
    text: text.replace("{creation}", () => creation),
    values: [
      ...[tenantId, ownerId, userId, new Date(now).toISOString(), mayProvision],
      ...[JSON.stringify({ ...draft, id }), most],
      ...[callerId, idempotency?.route ?? "", idempotency?.key ?? null, idempotency?.requestHash ?? ""],
    ],
  };
}

export function toCreatedOf<Row extends CreatedRow & { readonly id: string | null }, Thing>(
  row: Row,
  toThing: (row: Row & { readonly id: string }) => Thing,
): Created<Thing> {
  const { id, is_first: isFirst } = row;
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (isFirst === null) return { outcome: "too_many" };
  if (!row.fits) return { outcome: "mismatch" };
  return id === null ? { outcome: "gone" } : { outcome: "created", thing: toThing({ ...row, id }), isFirst };
}
