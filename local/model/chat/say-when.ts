const months = "January February March April May June July August September October November December".split(
  " ",
);
const dayMs = 86_400_000;

/** A day in words: "today", "in May", "in May 2025". */
export function sayWhen(date: string | undefined, now: number): string {
  const [, year, month] = date?.match(/^(\d{4})-(\d{2})-\d{2}/) ?? [];
  const name = months[Number(month) - 1];
  if (date === undefined || !name) return "earlier";
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  if (date.startsWith(dayOf(now))) return "today";
  if (date.startsWith(dayOf(now - dayMs))) return "yesterday";
  return year === dayOf(now).slice(0, 4) ? `in ${name}` : `in ${name} ${year}`;
}
