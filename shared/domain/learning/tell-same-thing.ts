import type { Fact } from "./fact.ts";

type Telling = Pick<Fact, "relations">;

/** Both tell the same thing of the same one: where they live, say. */
export function tellSameThing(a: Telling, b: Telling): boolean {
  return a.relations.some((one) => b.relations.some((other) => isSameThing(one, other)));
}

/** Both tell the same thing of the same one, and differ in what it is: two places where they live, say. */
export function tellOtherwise(a: Telling, b: Telling): boolean {
  return a.relations.some((one) =>
    b.relations.some((other) => isSameThing(one, other) && fold(one.object) !== fold(other.object)),
  );
}

function isSameThing(a: Fact["relations"][number], b: Fact["relations"][number]): boolean {
  return fold(a.subject) === fold(b.subject) && a.predicate === b.predicate;
}

function fold(name: string): string {
  return name.toLowerCase();
}
