import { uuidv7 } from "uuidv7";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresLearning } from "#shared/adapters/postgres/learning/postgres-learning.ts";
import { postgresFailedJobs } from "#shared/adapters/postgres/postgres-failed-jobs.ts";
import { postgresMessages } from "#shared/adapters/postgres/postgres-messages.ts";
import { toEntry } from "#shared/adapters/postgres/postgres-outbox.ts";
import type { NewMessage } from "#shared/ports/messages.ts";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { factText, type LearningPlan, type PlannedSaying } from "./plan-learning.ts";

export interface Told {
  readonly saying: PlannedSaying;
  readonly message: NewMessage;
}

export interface Belief {
  readonly id: string;
  readonly content: string;
  readonly status: string;
  readonly hasVector: boolean;
  readonly sources: readonly string[];
}

export type LearnerRows = ReturnType<typeof startLearner>;

/** A person of a tenant that learns from all that is said, and what Postgres knows of them. */
export function startLearner(databaseUrl: string, person: ActingUser, model: string) {
  const database = createDatabase({ url: databaseUrl });
  const { tenantId, ownerId, userId } = person;
  const ask = <Row>(text: string, ...values: unknown[]) =>
    database.query<Row>({ scope: "tenant", tenantId }, { text, values });
  const idsOf = async (text: string) => (await ask<{ id: string }>(text)).map(({ id }) => id);

  return {
    learning: postgresLearning(database),
    failedJobs: postgresFailedJobs(database),

    async tell({ sayings, drafts }: LearningPlan): Promise<{ told: Told[]; draftIds: string[] }> {
      const now = Date.now() - 60_000;
      await ask(
        "insert into tenants (id, name, created_at, extraction) values ($1, $1, now(), true)",
        tenantId,
      );
      const told = sayings.map((saying, at) => ({
        saying,
        message: buildMessage(person, {
          clientConversationId: saying.conversation,
          content: saying.text,
          createdAt: now + at,
        }),
      }));
      const messages = told.map(({ message }) => message);
      await postgresMessages(database).append(buildAppend(person, messages, { model, now }));
      const draftIds = await Promise.all(drafts.map((draft) => leave(factText(draft))));
      return { told, draftIds };
    },

    /** What waits to be done, due or not. */
    async waiting(): Promise<OutboxEntry[]> {
      const rows = await ask<Parameters<typeof toEntry>[0]>(
        "select id, tenant_id, owner_id, queue, body from outbox where queue = 'learning-jobs' order by id",
      );
      return rows.map(toEntry);
    },

    beliefs: () =>
      ask<Belief>(
        `select m.id, v.content, v.status,
           exists (
             select from embeddings e
             where e.owner_id = m.owner_id and e.model = $1 and e.text_hash = v.text_hash)
           or exists (select from outbox o where o.body -> 'memory_ids' ? m.id::text) as "hasVector",
           array(select s.message_id from memory_sources s where s.memory_id = m.id) as sources
         from memories m join lateral (
           select * from memory_versions v where v.memory_id = m.id order by v.version desc limit 1) as v on true
         order by m.id`,
        model,
      ),

    unlearned: () => idsOf("select message_id as id from unlearned order by said_at, message_id"),
    flagged: () => idsOf("select id from messages where flagged order by created_at, id"),
    unsettled: () => idsOf("select id from fact_drafts where settled_at is null order by id"),
    entities: async () =>
      (await ask<{ name: string }>("select name from entities where not is_self order by name")).map(
        ({ name }) => name,
      ),
  };

  /** A client's fact, as `?consolidate=true` leaves it. */
  async function leave(content: string): Promise<string> {
    const id = uuidv7();
    const draft = {
      ...{ type: "fact", content, importance: 0.5, valid_from: null, valid_to: null },
      ...{ metadata: {}, source_message_ids: [] },
    };
    await ask(
      `with draft as (
         insert into fact_drafts (id, tenant_id, owner_id, user_id, draft, created_at)
         values ($1, $2, $3, $4, $5, now()))
       insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
       values ($1, $2, $3, 'learning-jobs', $6, now(), now())`,
      ...[id, tenantId, ownerId, userId, JSON.stringify(draft)],
      JSON.stringify({ kind: "settle_facts", draft_ids: [id], request_id: "request" }),
    );
    return id;
  }
}
