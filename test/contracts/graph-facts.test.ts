import { describe, expect, inject, test } from "vitest";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { askAs } from "./ask-as.ts";
import { postgresGraphSubject, tell } from "./graph-subject.ts";

const url = inject("databaseUrl");
const subject = postgresGraphSubject(url);

interface Fact {
  memory_id: string;
  told: string;
  since: Date;
}

async function ask({ tenantId, userId }: ActingUser, query: string, most = 10): Promise<Fact[]> {
  const claims = { scope: "user", tenant: tenantId, user: userId };
  const text = `select memory_id, concat_ws(' ', subject, predicate, object) as told, since
    from aimi_graph_facts(aimi_owner(), $1, $2::int)`;
  return await askAs<Fact>(url, claims, text, [query, most]);
}
const told = async (...given: Parameters<typeof ask>) => (await ask(...given)).map((fact) => fact.told);

describe("facts of the graph", () => {
  test("are those of whom the query names, newest first, then one step further", async () => {
    const anna = buildPerson();
    await tell(subject, anna, { says: ["user lives_in Bonn"] });
    const validFrom = Date.UTC(2026, 0, 2);
    const sister = await tell(subject, anna, { says: ["Mia sister_of user"], validFrom });
    await tell(subject, anna, { says: ["Mia works_at Acme"] });
    await tell(subject, anna, { says: ["Acme seat_in Rome"] });
    await tell(subject, anna, { says: ["Rome part_of Italy"] });
    expect(await told(anna, "Where does Mia work?")).toEqual([
      "Mia works_at Acme",
      "Mia sister_of user",
      "Acme seat_in Rome",
    ]);
    expect(await told(anna, "Where does Mia work?", 1)).toEqual(["Mia works_at Acme"]);
    expect(await ask(anna, "the sister of MIA’s")).toContainEqual({
      memory_id: sister.id,
      told: "Mia sister_of user",
      since: new Date(validFrom),
    });
  });

  test("go by whole words, in any spelling, and by the longer of two names", async () => {
    const anna = buildPerson();
    await tell(subject, anna, { says: ["York has walls"] });
    await tell(subject, anna, { says: ["New_York has taxis"] });
    await tell(subject, anna, { says: ["Café_Zoë sells cake"] });
    await tell(subject, anna, { says: ["花子 likes 寿司"] });
    expect(await told(anna, "when was I in New York?")).toEqual(["New York has taxis"]);
    expect(await told(anna, "(york) or: NEW YORK!")).toEqual(["New York has taxis", "York has walls"]);
    expect(await told(anna, "what does cafe zoe's owner sell")).toEqual(["Café Zoë sells cake"]);
    expect(await told(anna, "花子は何が好きですか")).toEqual(["花子 likes 寿司"]);
    for (const query of ["Yorkshire", "newyork", "", "?!", "  "]) expect(await told(anna, query)).toEqual([]);
  });

  test("are not all that concerns the person, who is in everything", async () => {
    const anna = buildPerson();
    await tell(subject, anna, { says: ["user lives_in Bonn"] });
    await tell(subject, anna, { says: ["user has_pet Rex"] });
    expect(await told(anna, "what does the user think of Bonn?")).toEqual(["user lives_in Bonn"]);
    expect(await told(anna, "user")).toEqual([]);
  });

  test("are active, and the owner's own", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const old = await tell(subject, anna, { says: ["Mia lives_in Bonn"] });
    await tell(subject, anna, { says: ["Mia lives_in Rome"], supersedes: old.id });
    expect(await told(anna, "Mia")).toEqual(["Mia lives_in Rome"]);
    expect(await told(ben, "Mia")).toEqual([]);
  });
});
