import { expect, test } from "vitest";
import { NotFound } from "#shared/errors.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakePersonRecords } from "#test/fakes/fake-person-records.ts";
import { exportPerson } from "./export-person.ts";

const person = buildPerson();

async function start(messages: number) {
  const memory = createFakeMemoryStore();
  const people = createFakePeopleStore(memory);
  const said = Array.from({ length: messages }, (_, at) => buildMessage(person, { content: `said ${at}` }));
  await fakeMessages(memory).append(buildAppend(person, said));
  return { said, people, ports: { personRecords: fakePersonRecords(people), clock: fakeClock() } };
}

test("gives every record of a person once, and counts them at the end", async () => {
  const { ports, said } = await start(25);
  const records = [];
  for await (const page of await exportPerson(ports, person, { pageSize: 10 })) records.push(...page);
  expect(records[0]).toMatchObject({ kind: "profile", id: person.userId });
  expect(records.slice(1, -1).map(({ id }) => id)).toEqual(said.map(({ id }) => id));
  expect(records.at(-1)).toEqual({ kind: "end", records: 26 });
});

test("reads a page when it is asked for one, and no further once nobody asks", async () => {
  const { ports } = await start(2_000);
  const pages = await exportPerson(ports, person, { pageSize: 10 });
  expect(ports.personRecords.reads).toBe(0);
  await pages.next();
  expect(ports.personRecords.reads).toBe(1);
  for (let page = 0; page < 3; page++) expect((await pages.next()).value.length).toBeLessThanOrEqual(10);
  const { reads } = ports.personRecords;
  await pages.return(undefined);
  expect(await pages.next()).toMatchObject({ done: true });
  expect(ports.personRecords.reads).toBe(reads);
});

test("is noted in the audit log when it begins", async () => {
  const { ports, people } = await start(0);
  await exportPerson(ports, person);
  expect(people.audit).toMatchObject([{ action: "export.started", userId: person.userId }]);
});

test("of a tenant that is not there is not found", async () => {
  const { ports } = await start(0);
  const stranger = buildPerson({ mayProvision: false });
  await expect(exportPerson(ports, stranger)).rejects.toThrow(NotFound);
});
