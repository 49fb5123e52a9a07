import type { Sitting } from "./learning-case.ts";
import type { DraftMessage } from "./learning-client.ts";

const firstAt = Date.parse("2026-03-02T10:00:00Z");
const dayMs = 86_400_000;
const minuteMs = 60_000;
/** As many make a stretch that is learnt from at once. */
const enough = 6;
const smallTalk = [
  ["assistant", "Good."],
  ["user", "How nice."],
  ["assistant", "Is there anything else?"],
  ["user", "See you soon."],
  ["assistant", "Bye!"],
] as const;

/** The messages of a sitting with their times; small talk follows until they are enough to be learnt from. */
export function planSitting({ at, said }: Sitting, number: number): DraftMessage[] {
  const begins = at === undefined ? firstAt + number * dayMs : Date.parse(at);
  const told = said.map((each) => (typeof each === "string" ? { text: each } : each));
  const filling = smallTalk
    .slice(0, Math.max(0, enough - told.length))
    .map(([role, text]) => ({ role, text }));
  return [...told, ...filling].map(
    ({ text, role = "user", name, at: own }: Exclude<Sitting["said"][number], string>, place) => ({
      role,
      content: text,
      ...(name !== undefined && { name }),
      created_at: own ?? new Date(begins + place * minuteMs).toISOString(),
    }),
  );
}
