import type { MemoryType } from "../../../ports/memories.ts";
import {
  type ChangeUserState,
  type StateLine,
  type StatePart,
  type UserState,
  type UserStates,
  usualTypeOf,
} from "../../../ports/user-states.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import changeState from "./change-state.sql";
import holdState from "./hold-state.sql";
import readState from "./read-state.sql";

interface LineRow {
  version: number;
  updated_at: Date | null;
  id: string | null;
  part: StatePart;
  content: string;
  type: MemoryType;
  written_by: StateLine["writtenBy"];
  source_message_ids: string[];
  created_at: Date;
}

export function postgresUserStates(database: Database): UserStates {
  return {
    async read(person) {
      const statement = { text: readState, values: [person.ownerId] };
      return toState(await database.query<LineRow>(reachOf(person), statement));
    },

    async change(call) {
      const { person, now } = call;
      const { tenantId, ownerId, userId, mayProvision } = person;
      const at = new Date(now).toISOString();
      const [held, changed, rows] = await database.queryAll(reachOf(person), [
        { text: holdState, values: [tenantId, ownerId, userId, at, mayProvision] },
        { text: changeState, values: [tenantId, ownerId, at, call.parts, toGiven(call), call.version] },
        { text: readState, values: [ownerId] },
      ]);
      if (held!.length === 0) return { outcome: "tenant_unknown" };
      const [{ fit }] = changed as [{ fit: boolean }];
      return fit ? { outcome: "written", state: toState(rows as LineRow[]) } : { outcome: "outdated" };
    },
  };
}

function toGiven({ lines }: ChangeUserState): string {
  return JSON.stringify(
    lines.map((line, position) => ({ ...line, position, default_type: usualTypeOf[line.part] })),
  );
}

function toState(rows: readonly LineRow[]): UserState {
  const { version, updated_at } = rows[0]!;
  return {
    version,
    updatedAt: version === 0 ? null : (updated_at?.getTime() ?? null),
    lines: rows.flatMap(({ id, ...row }) => (id === null ? [] : [toLine({ id, ...row })])),
  };
}

function toLine(row: LineRow & { id: string }): StateLine {
  return {
    id: row.id,
    part: row.part,
    content: row.content,
    type: row.type,
    writtenBy: row.written_by,
    sourceMessageIds: row.source_message_ids,
    createdAt: row.created_at.getTime(),
  };
}
