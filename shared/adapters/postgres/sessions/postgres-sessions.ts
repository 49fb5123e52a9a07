import type { EndedIdle, Sessions, SettledSession } from "../../../ports/sessions.ts";
import type { Database } from "../database.ts";
import { toIso } from "../instants.ts";
import endIdle from "./end-idle.sql";
import { type EndedRow, toEndedSession } from "./ended-session.ts";
import failSession from "./fail-session.sql";
import { endingWith } from "./leave-jobs.ts";
import lockSession from "./lock-session.sql";
import readEnded from "./read-ended.sql";
import settleSession from "./settle-session.sql";
import { heldBy, toLeft } from "./settlement-values.ts";

interface IdleRow {
  owner_id: string;
  is_over: boolean;
  learns: boolean;
  last_active_at: Date;
}

interface SettledRow {
  there: boolean;
  settled: boolean;
  leaves_embedding: boolean;
  title: string | null;
}

const endIdleSession = endingWith(
  endIdle,
  `select known.owner_id, known.last_active_at, known.ended_at is not null or exists (select from ended) as is_over,
  exists (select from learning) as learns
from known`,
);

export function postgresSessions(database: Database): Sessions {
  const ask = <Row>(tenantId: string, text: string, ...values: readonly unknown[]) =>
    database.query<Row>({ scope: "tenant", tenantId }, { text, values: [tenantId, ...values] });

  return {
    async endIdle({ tenantId, sessionId, idleSince, runningSince, now, requestId }) {
      const times = [idleSince, runningSince, now].map(toIso);
      const [row] = await ask<IdleRow>(tenantId, endIdleSession, sessionId, ...times, requestId);
      return toEndedIdle(row);
    },

    async read({ tenantId, sessionId, most, runningSince }) {
      const limits = [most.messages, most.characters, toIso(runningSince)];
      const [row] = await ask<EndedRow>(tenantId, readEnded, sessionId, ...limits);
      return row ? toEndedSession(tenantId, row) : null;
    },

    async settle(work) {
      const [row] = await database.query<SettledRow>(
        { scope: "tenant", tenantId: work.tenantId },
        {
          text: settleSession,
          values: [JSON.stringify(toLeft(work))],
          lock: { text: lockSession, values: heldBy(work) },
        },
      );
      return toSettled(row!);
    },

    async finish({ tenantId, sessionId }) {
      await ask(tenantId, "delete from outbox where tenant_id = $1 and id = $2::uuid", sessionId);
    },

    async fail({ tenantId, sessionId, reason, attempts, requestId, now }) {
      await ask(tenantId, failSession, sessionId, reason, attempts, requestId, toIso(now));
    },
  };
}

function toEndedIdle(row: IdleRow | undefined): EndedIdle {
  if (!row) return { outcome: "gone" };
  if (row.is_over) return { outcome: "ended", ownerId: row.owner_id, learns: row.learns };
  return { outcome: "active", lastActiveAt: row.last_active_at.getTime() };
}

function toSettled(row: SettledRow): SettledSession {
  if (row.settled) return { outcome: "settled", title: row.title, leavesEmbedding: row.leaves_embedding };
  return { outcome: row.there ? "stale" : "gone" };
}
