import type { ErasureStep, LeavingPerson } from "../../../../ports/erasure.ts";
import type { Database, Reach, Statement } from "../../database.ts";
import eraseAppleAccount from "./erase-apple-account.sql";
import eraseAudit from "./erase-audit.sql";
import eraseConversations from "./erase-conversations.sql";
import eraseJobs from "./erase-jobs.sql";
import eraseMemories from "./erase-memories.sql";
import eraseMessages from "./erase-messages.sql";
import eraseRows from "./erase-rows.sql";
import eraseVectors from "./erase-vectors.sql";

interface ErasedRow {
  erased: number;
  more: boolean;
}

/** One order for all who lock several. */
const lockMessages = `with taken as materialized (
  select id from messages where owner_id = $2::uuid and tenant_id = $1 order by created_at, id limit $3::int)
select from messages where id in (select id from taken) order by id for update`;

const lockMemories = `with taken as materialized (
  select id from memories where owner_id = $2::uuid and tenant_id = $1 order by id limit $3::int)
select from memories where id in (select id from taken) order by id for update`;

const reachOfPerson = ({ tenantId, userId, ownerId }: LeavingPerson): Reach => ({
  scope: "user",
  tenantId,
  userId,
  ownerId,
});

/** What Postgres keeps of a person, in the order in which it goes; all of it but the mark that they are leaving. */
export function postgresErasureSteps(database: Database): readonly ErasureStep[] {
  const step = (
    name: string,
    make: (person: LeavingPerson) => { reach: Reach; statement: Statement },
    more: Pick<ErasureStep, "waitsForWriters"> = {},
  ): ErasureStep => ({
    name,
    ...more,
    async eraseSome(person) {
      const { reach, statement } = make(person);
      const [row] = await database.query<ErasedRow>(reach, statement);
      return row!;
    },
  });
  const batch = (text: string, limit: number, lock?: string) => (person: LeavingPerson) => {
    const values = [person.tenantId, person.ownerId, limit];
    const statement = { text, values, ...(lock !== undefined && { lock: { text: lock, values } }) };
    return { reach: reachOfPerson(person), statement };
  };

  return [
    step("messages", batch(eraseMessages, 200, lockMessages)),
    step("memories", batch(eraseMemories, 100, lockMemories)),
    step("vectors", batch(eraseVectors, 1_000)),
    step("rows", batch(eraseRows, 500)),
    step("jobs", ({ tenantId }) => ({
      reach: { scope: "tenant", tenantId },
      statement: { text: eraseJobs, values: [tenantId] },
    })),
    // A message written meanwhile would go with its conversation, and leave its words behind.
    step("conversations", batch(eraseConversations, 500), { waitsForWriters: true }),
    step("audit", batch(eraseAudit, 1_000)),
    // Behind all else of the last pass: Apple may not answer for long.
    step("apple", batch(eraseAppleAccount, 100), { waitsForWriters: true }),
  ];
}
