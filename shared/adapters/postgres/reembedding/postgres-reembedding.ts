import type { Reembedding, Walk, WalkPage, WalkStage } from "../../../ports/reembedding.ts";
import type { Database } from "../database.ts";
import { type OutboxBody, toEntry } from "../postgres-outbox.ts";
import advanceWalk from "./advance-walk.sql";
import beginWalk from "./begin-walk.sql";
import giveUpWalk from "./give-up-walk.sql";
import walkMemories from "./walk-memories.sql";
import walkMessages from "./walk-messages.sql";

interface PageRow {
  item_ids: string[];
  texts: { owner_id: string; text_hash: string; name: string | null; content: string; item_id: string }[];
  next: string | null;
}

interface WalkRow {
  model: string;
  stage: WalkStage;
  after: string | null;
}

const find = `select body ->> 'model' as model, body ->> 'stage' as stage, body ->> 'after' as after
from outbox where tenant_id = $1 and id = $2::uuid and body ->> 'kind' = 'reembed'`;

const endWalk = `delete from outbox where tenant_id = $1 and id = $2::uuid
  and body ->> 'stage' = $3::text and body ->> 'after' is not distinct from $4::text
returning id`;

const beforeAll = "-infinity 00000000-0000-0000-0000-000000000000";

export function postgresReembedding(database: Database): Reembedding {
  return {
    async begin({ tenantId, model, requestId, now, callerId }) {
      const rows = await database.query<{ id: string; tenant_id: string; queue: string; body: OutboxBody }>(
        tenantId === null ? { scope: "system" } : { scope: "tenant", tenantId },
        { text: beginWalk, values: [tenantId, model, requestId, new Date(now).toISOString(), callerId] },
      );
      return rows.map(toEntry);
    },

    async find(tenantId, id) {
      const reach = { scope: "tenant", tenantId } as const;
      const [row] = await database.query<WalkRow>(reach, { text: find, values: [tenantId, id] });
      return row ? { model: row.model, place: { stage: row.stage, after: row.after } } : null;
    },

    async page(tenantId, walk, limit) {
      const [row] = await database.query<PageRow>(
        { scope: "tenant", tenantId },
        pageStatement(tenantId, walk, limit),
      );
      return toPage(row!);
    },

    async advance({ tenantId, id, from, to, now }) {
      const here = [tenantId, id, from.stage, from.after];
      const statement = to
        ? { text: advanceWalk, values: [...here, new Date(now).toISOString(), to.stage, to.after] }
        : { text: endWalk, values: here };
      const rows = await database.query({ scope: "tenant", tenantId }, statement);
      return rows.length > 0;
    },

    async giveUp({ tenantId, id, model, attempts, now }) {
      const [row] = await database.query<{ given_up: boolean }>(
        { scope: "tenant", tenantId },
        { text: giveUpWalk, values: [tenantId, id, model, attempts, new Date(now).toISOString()] },
      );
      return row!.given_up;
    },
  };
}

function pageStatement(tenantId: string, { model, place }: Walk, limit: number) {
  const [instant, id] = (place.after ?? beforeAll).split(" ");
  const clearing = place.stage.startsWith("old_");
  if (place.stage.endsWith("messages")) {
    return { text: walkMessages, values: [tenantId, model, instant, id, limit, clearing] };
  }
  return { text: walkMemories, values: [tenantId, model, place.after ?? id, limit, clearing] };
}

function toPage({ item_ids, texts, next }: PageRow): WalkPage {
  return {
    itemIds: item_ids,
    texts: texts.map((text) => ({
      ownerId: text.owner_id,
      textHash: text.text_hash,
      name: text.name,
      content: text.content,
      itemId: text.item_id,
    })),
    next,
  };
}
