import type { PersonRecords, RecordKind } from "../../../../ports/person-records.ts";
import type { Database } from "../../database.ts";
import { toPage } from "../../page-of.ts";
import { reachOf } from "../../reach-of.ts";
import appleAccounts from "./apple-accounts.sql";
import audit from "./audit.sql";
import beginExport from "./begin-export.sql";
import consents from "./consents.sql";
import conversations from "./conversations.sql";
import deliveries from "./deliveries.sql";
import entities from "./entities.sql";
import events from "./events.sql";
import goals from "./goals.sql";
import memories from "./memories.sql";
import messages from "./messages.sql";
import profile from "./profile.sql";
import proposedMemories from "./proposed-memories.sql";
import pushDevices from "./push-devices.sql";
import relations from "./relations.sql";
import reminders from "./reminders.sql";
import sessions from "./sessions.sql";
import signIns from "./sign-ins.sql";
import tasks from "./tasks.sql";
import userState from "./user-state.sql";

interface RecordRow {
  place: string;
  record: Record<string, unknown>;
}

const statements: Readonly<Record<RecordKind, string>> = {
  profile,
  consent: consents,
  push_device: pushDevices,
  sign_in: signIns,
  apple_account: appleAccounts,
  conversation: conversations,
  session: sessions,
  message: messages,
  memory: memories,
  proposed_memory: proposedMemories,
  user_state_line: userState,
  entity: entities,
  relation: relations,
  goal: goals,
  task: tasks,
  event: events,
  reminder: reminders,
  delivery: deliveries,
  audit,
};

export function postgresPersonRecords(database: Database): PersonRecords {
  return {
    async begin(person, now) {
      const { tenantId, ownerId, userId, mayProvision, callerId } = person;
      const values = [tenantId, ownerId, userId, new Date(now).toISOString(), mayProvision, callerId];
      return (await database.query(reachOf(person), { text: beginExport, values })).length > 0;
    },

    async page(person, kind, after, limit) {
      const statement = { text: statements[kind], values: [person.ownerId, after, limit + 1] };
      const rows = await database.query<RecordRow>(reachOf(person), statement);
      const { items, next } = toPage(rows, { limit }, ({ place }) => place);
      return { records: items.map(({ record }) => record), next };
    },
  };
}
