import type { Reading } from "./claim.ts";

type Groups = Readonly<Record<string, string | undefined>>;

/** How a phrase begins that says something, and what it says. */
export interface Rule {
  readonly pattern: RegExp;
  read(groups: Groups, phrase: string): Reading | readonly Reading[] | undefined;
}

export function rule(pattern: string, read: Rule["read"], flags = "is"): Rule {
  return { pattern: new RegExp(pattern, flags), read };
}

export function readBy(rules: readonly Rule[], phrase: string): readonly Reading[] {
  for (const { pattern, read } of rules) {
    const found = pattern.exec(phrase);
    const readings = found && read(found.groups ?? {}, phrase);
    if (readings) return Array.isArray(readings) ? readings : [readings as Reading];
  }
  return [];
}
