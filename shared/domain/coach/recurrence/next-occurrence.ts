import { type Happening, instantsOf } from "./instants-of.ts";

/**
 * The first instant strictly after `after`; null where none comes. A start that does not match the rule is none of its
 * times: the first match is the first, and a count counts matches.
 */
export function nextOccurrence({ after, ...happening }: Happening & { after: number }): number | null {
  return instantsOf(happening, after).next().value ?? null;
}
