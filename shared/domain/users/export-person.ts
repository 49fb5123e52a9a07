import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { type PersonRecords, recordKinds } from "../../ports/person-records.ts";
import type { Person } from "../access/person-of.ts";

type PersonRecord = Readonly<Record<string, unknown>>;

interface Needs {
  readonly personRecords: PersonRecords;
  readonly clock: Clock;
}

const recordsPerPage = 100;

/** Begins an export; what it gives is read page by page, each when it is asked for. The last record counts the others. */
export async function exportPerson(
  ports: Needs,
  person: Person,
  { pageSize = recordsPerPage } = {},
): Promise<AsyncGenerator<readonly PersonRecord[]>> {
  const known = await ports.personRecords.begin(person, ports.clock.now());
  if (!known) throw new NotFound(`tenant ${person.tenantId}`);
  return readPages(ports, person, pageSize);
}

async function* readPages({ personRecords }: Needs, person: Person, pageSize: number) {
  let count = 0;
  for (const kind of recordKinds) {
    let after: string | null = null;
    do {
      const { records, next }: Awaited<ReturnType<PersonRecords["page"]>> = await personRecords.page(
        person,
        kind,
        after,
        pageSize,
      );
      count += records.length;
      if (records.length > 0) yield records;
      after = next;
    } while (after !== null);
  }
  yield [{ kind: "end", records: count }];
}
