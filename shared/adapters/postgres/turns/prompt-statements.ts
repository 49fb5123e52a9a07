import type { MemoryQuery } from "../../../ports/memory-index.ts";
import type { PersonKnowledge } from "../../../ports/person-knowledge.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Statement } from "../database.ts";
import { toIso } from "../instants.ts";
import { searchStatement } from "../search-statement.ts";

export interface KnownRow {
  knowledge: PersonKnowledge;
}

const knowledge = `select aimi_person_knowledge($1::uuid, $2::uuid, $3)
  || aimi_coach_knowledge($1::uuid, $4::timestamptz) as knowledge`;

interface Known {
  readonly person: ActingUser;
  readonly conversationId: string;
  /** What is said. */
  readonly text: string;
  readonly now: number;
}

export function knowledgeOf({ person, conversationId, text, now }: Known): Statement {
  return { text: knowledge, values: [person.ownerId, conversationId, text, toIso(now)] };
}

/** A search that leaves out what a prompt does not tell. */
export function recallOf(person: ActingUser, recall: MemoryQuery): Statement {
  const search = searchStatement(person, recall);
  const text = `with recalled as materialized (${search.text})
    select * from recalled
    where id <> all ((select aimi_not_to_tell($2::uuid,
      array(select id from recalled where kind = 'message'),
      array(select id from recalled where metadata ? 'summary_of_session' and kind = 'memory')))::uuid[])`;
  return { ...search, text };
}
