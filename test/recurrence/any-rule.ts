import fc from "fast-check";

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const frequencies = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;

const listOf = (value: fc.Arbitrary<number | string>, most: number) =>
  fc.uniqueArray(value, { minLength: 1, maxLength: most }).map((listed) => listed.join(","));
const numbers = (min: number, max: number, most = 4) => listOf(fc.integer({ min, max }), most);
const signed = (most: number) =>
  listOf(
    fc.integer({ min: -most, max: most }).filter((number) => number !== 0),
    3,
  );
const plainDays = listOf(fc.constantFrom(...weekdays), 5);
const ordinalDays = (most: number) =>
  listOf(
    fc
      .tuple(fc.integer({ min: -most, max: most }), fc.constantFrom(...weekdays))
      .map(([ordinal, name]) => `${ordinal || ""}${name}`),
    3,
  );
/** Usually left out. */
const seldom = (value: fc.Arbitrary<string>) => fc.option(value, { freq: 2 });

const until = (start: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 900 * 24 * 60 }), fc.constantFrom("date", "local", "utc"))
    .map(([minutes, form]) => {
      const said = new Date(start + minutes * 60_000).toISOString().replaceAll(/[-:]|\.000Z/g, "");
      return form === "date" ? said.slice(0, 8) : form === "utc" ? `${said}Z` : said;
    });

/** A rule of any kind that is kept, and now and then one that is not, for something that begins then. */
export function anyRule(start: number): fc.Arbitrary<string> {
  return fc.constantFrom(...frequencies).chain((frequency) => {
    const isLong = frequency === "MONTHLY" || frequency === "YEARLY";
    const never = fc.constant(null);
    return fc
      .record({
        FREQ: fc.constant(frequency),
        INTERVAL: seldom(fc.integer({ min: 1, max: frequency === "HOURLY" ? 60 : 5 }).map(String)),
        BYMONTH: seldom(numbers(1, 12)),
        BYWEEKNO: frequency === "YEARLY" ? fc.option(signed(53), { freq: 1 }) : never,
        BYYEARDAY: frequency === "YEARLY" ? fc.option(signed(366), { freq: 1 }) : never,
        BYMONTHDAY: frequency === "WEEKLY" ? never : seldom(signed(31)),
        BYDAY: seldom(
          isLong
            ? fc.oneof(plainDays, ordinalDays(5), ordinalDays(frequency === "YEARLY" ? 53 : 5))
            : plainDays,
        ),
        BYHOUR: seldom(numbers(0, 23)),
        BYMINUTE: seldom(numbers(0, 59, 1)),
        BYSETPOS: frequency === "HOURLY" ? never : seldom(signed(isLong ? 6 : 3)),
        WKST: seldom(fc.constantFrom(...weekdays)),
        end: fc.oneof(
          fc.constant(null),
          fc.integer({ min: 1, max: 40 }).map((count) => `COUNT=${count}`),
          until(start).map((moment) => `UNTIL=${moment}`),
        ),
      })
      .map(({ end, ...parts }) =>
        [...Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))]
          .concat(end ?? [])
          .join(";"),
      );
  });
}
