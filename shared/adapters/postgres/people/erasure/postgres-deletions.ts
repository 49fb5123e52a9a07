import type { Deletion, Deletions, NewDeletion } from "../../../../ports/erasure.ts";
import type { Database } from "../../database.ts";
import { reachOfTenant } from "../../reach-of-tenant.ts";
import beginPass from "./begin-pass.sql";
import finishDeletion from "./finish-deletion.sql";
import noteStep from "./note-step.sql";
import requestDeletion from "./request-deletion.sql";

interface DeletionRow {
  id: string;
  tenant_id: string;
  requested_by: string;
  requested_at: Date;
  finished_at: Date | null;
  erased: Record<string, number>;
}

interface RequestedRow extends Omit<DeletionRow, "id"> {
  known: boolean;
  id: string | null;
}

interface OpenRow {
  user_id: string;
  owner_id: string;
  pass: number;
  steps_done: string[];
  settles_at: Date;
}

const find = "select * from deletions where tenant_id = $1 and id = $2::uuid";

const findOpen = `select u.id as user_id, u.owner_id, d.pass, d.steps_done, d.settles_at
from deletions d join users u on u.tenant_id = d.tenant_id and u.deletion_id = d.id
where d.tenant_id = $1 and d.id = $2::uuid and d.finished_at is null`;

const toInstant = (ms: number) => new Date(ms).toISOString();

export function postgresDeletions(database: Database): Deletions {
  async function request(deletion: NewDeletion): Promise<RequestedRow> {
    const reach = reachOfTenant(deletion.person.tenantId);
    const statement = { text: requestDeletion, values: valuesOf(deletion) };
    const [row] = await database.query<RequestedRow>(reach, statement);
    return row!;
  }

  return {
    async request(deletion) {
      let row = await request(deletion);
      // Another began it while this one looked: it is there to be seen now.
      if (row.known && row.id === null) row = await request(deletion);
      return row.id === null ? null : toDeletion({ ...row, id: row.id });
    },

    async find(tenantId, id) {
      const statement = { text: find, values: [tenantId, id] };
      const [row] = await database.query<DeletionRow>(reachOfTenant(tenantId), statement);
      return row ? toDeletion(row) : null;
    },

    async findOpen(tenantId, id) {
      const statement = { text: findOpen, values: [tenantId, id] };
      const [row] = await database.query<OpenRow>(reachOfTenant(tenantId), statement);
      if (!row) return null;
      return {
        person: { tenantId, userId: row.user_id, ownerId: row.owner_id },
        pass: row.pass,
        stepsDone: row.steps_done,
        settlesAt: row.settles_at.getTime(),
      };
    },

    async noteStep({ tenantId, id, pass, step, erased }) {
      await database.query(reachOfTenant(tenantId), {
        text: noteStep,
        values: [tenantId, id, pass, step, erased],
      });
    },

    async beginPass({ tenantId, id, pass }) {
      await database.query(reachOfTenant(tenantId), { text: beginPass, values: [tenantId, id, pass] });
    },

    async finish({ tenantId, id, now }) {
      const values = [tenantId, id, toInstant(now)];
      await database.query(reachOfTenant(tenantId), { text: finishDeletion, values });
    },
  };
}

function valuesOf({ person, ...deletion }: NewDeletion): unknown[] {
  return [
    person.tenantId,
    person.ownerId,
    person.userId,
    toInstant(deletion.now),
    person.mayProvision,
    deletion.id,
    deletion.requestedBy,
    toInstant(deletion.settlesAt),
    deletion.requestId,
    deletion.mustExist,
  ];
}

function toDeletion(row: DeletionRow): Deletion {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.getTime(),
    finishedAt: row.finished_at?.getTime() ?? null,
    erased: row.erased,
  };
}
