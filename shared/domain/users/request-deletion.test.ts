import { describe, expect, test } from "vitest";
import { NotFound } from "#shared/errors.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { requestDeletion } from "./request-deletion.ts";

describe("a request to erase a person", () => {
  test("says who asked, but never by a person's own name", async () => {
    const ports = fakeHttpPorts();
    const asked = async (callerId: string) => {
      const person = buildPerson({ callerId });
      return (await requestDeletion(ports, { person, requestId: "r" })).requestedBy;
    };
    expect(await asked("user:acme/anna")).toBe("self");
    expect(await asked("key:7")).toBe("key:7");
  });

  test("sends its job, and stands where that cannot be sent", async () => {
    const ports = fakeHttpPorts();
    const { id } = await requestDeletion(ports, { person: buildPerson(), requestId: "r" });
    expect(ports.jobs.sent).toMatchObject([{ id, kind: "erase_person", requestId: "r" }]);
    ports.jobs.send = () => Promise.reject(new Error("no answer"));
    const other = await requestDeletion(ports, { person: buildPerson(), requestId: "r" });
    expect(ports.store.outbox.has(other.id)).toBe(true);
  });

  test("of one under way gives that one, and sends its job once more", async () => {
    const ports = fakeHttpPorts();
    const person = buildPerson();
    const first = await requestDeletion(ports, { person, requestId: "r" });
    expect(await requestDeletion(ports, { person, requestId: "s" })).toEqual(first);
    expect(ports.jobs.sent).toHaveLength(2);
  });

  test("by an administrator is of a user who was seen", async () => {
    const ports = fakeHttpPorts();
    const person = buildPerson();
    const asked = () => requestDeletion(ports, { person, requestId: "r", mustExist: true });
    await expect(asked()).rejects.toThrow(NotFound);
    await ports.users.see(person, ports.clock.now());
    expect(await asked()).toMatchObject({ tenantId: person.tenantId });
  });
});
