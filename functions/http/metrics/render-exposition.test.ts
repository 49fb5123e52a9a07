import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { gatherFamilies } from "#shared/domain/metrics/gather-families.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { checkExposition } from "#test/prometheus/check-exposition.ts";
import { renderExposition } from "./render-exposition.ts";

const gauge = (labels: Record<string, string>, value: number, help = "Help.") =>
  renderExposition([{ name: "a", type: "gauge", help, samples: [{ labels, value }] }]);

test("a family is its help, its type and its series", () => {
  expect(gauge({ b: "c", d: "e" }, 1.5)).toBe('# HELP a Help.\n# TYPE a gauge\na{b="c",d="e"} 1.5\n');
  expect(gauge({}, 0)).toBe("# HELP a Help.\n# TYPE a gauge\na 0\n");
});

test("any text in a label or a help comes back as it was", () => {
  const awkward = fc.constantFrom("\\", "\n", '"', "n", "{", "}", ",", "=", " ", "#", "\r", "é", "🚲", "");
  const text = fc.string({ unit: awkward });
  fc.assert(
    fc.property(text, text, fc.double({ noDefaultInfinity: true }), (label, help, value) => {
      const family = checkExposition(gauge({ l: label }, value, help)).get("a")!;
      expect(family.help).toBe(help);
      expect(family.samples[0]!.labels).toEqual({ l: label });
      expect(family.samples[0]!.value + 0).toBe(value + 0);
    }),
  );
});

const observation = fc.record({
  route: fc.constantFrom("/v1/messages/{id}", "none", 'a "quoted"\\\n'),
  status: fc.constantFrom("200", "404", "503"),
  durationMs: fc.double({ min: 0, max: 100_000, noNaN: true }),
});

test("whatever was observed, in however many instances, makes true histograms", () => {
  fc.assert(
    fc.property(fc.array(fc.array(observation), { maxLength: 4 }), (instances) => {
      const totals: Record<string, number> = {};
      for (const observations of instances) {
        const tally = createTally(fakeClock());
        for (const { durationMs, ...labels } of observations) {
          tally.observe("http_request_duration_seconds", { method: "GET", ...labels }, durationMs);
        }
        for (const [field, count] of Object.entries(tally.take().added)) {
          totals[field] = (totals[field] ?? 0) + count;
        }
      }
      const families = checkExposition(renderExposition(gatherFamilies(totals, 0)));
      const { samples } = families.get("http_request_duration_seconds")!;
      const sumOf = (suffix: string) =>
        samples.filter(({ name }) => name.endsWith(suffix)).reduce((sum, { value }) => sum + value, 0);
      const all = instances.flat();
      expect(sumOf("_count")).toBe(all.length);
      const seconds = all.reduce((sum, { durationMs }) => sum + durationMs / 1_000, 0);
      expect(sumOf("_sum")).toBeCloseTo(seconds, 3);
    }),
  );
});

test("whatever stands among the totals, the exposition is sound", () => {
  const field = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .tuple(
        fc.constantFrom(
          "http_request_duration_seconds",
          "aimi_outbox_resent_total",
          "aimi_model_breaker_open",
        ),
        fc.array(fc.oneof(fc.string(), fc.constantFrom("sum", "0.5", "+Inf", "-1")), { maxLength: 5 }),
      )
      .map(([name, rest]) => JSON.stringify([name, ...rest])),
  );
  fc.assert(
    fc.property(fc.dictionary(field, fc.nat()), (totals) => {
      checkExposition(renderExposition(gatherFamilies(totals, 0)));
    }),
  );
});

describe("the check itself refuses", () => {
  const histogram = (...lines: string[]) => ["# HELP h H.", "# TYPE h histogram", ...lines, ""].join("\n");
  const whole = ['h_bucket{le="1"} 1', 'h_bucket{le="+Inf"} 2', "h_sum 3", "h_count 2"];

  test("nothing of a whole histogram", () => {
    expect(checkExposition(histogram(...whole)).get("h")!.samples).toHaveLength(4);
  });

  test.each([
    ["a line without an end", "# HELP a A.\n# TYPE a gauge\na 1"],
    ["a sample without a type", "a 1\n"],
    ["a sample of another metric", "# HELP a A.\n# TYPE a gauge\nb 1\n"],
    ["a metric that comes again", "# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\n"],
    ["an unknown type", "# HELP a A.\n# TYPE a number\n"],
    ["a series that is there twice", '# HELP a A.\n# TYPE a gauge\na{b="1",c="2"} 1\na{c="2",b="1"} 2\n'],
    ["a label that is there twice", '# HELP a A.\n# TYPE a gauge\na{b="1",b="2"} 1\n'],
    ["a label's value without quotes", "# HELP a A.\n# TYPE a gauge\na{b=1} 1\n"],
    ["an escape that is none", '# HELP a A.\n# TYPE a gauge\na{b="\\t"} 1\n'],
    ["a value that is none", "# HELP a A.\n# TYPE a gauge\na one\n"],
    ["a counter that fell below nothing", "# HELP a_total A.\n# TYPE a_total counter\na_total -1\n"],
    ["a histogram without +Inf", histogram(...whole.toSpliced(1, 1))],
    ["a histogram without a sum", histogram(...whole.toSpliced(2, 1))],
    ["buckets that fall", histogram('h_bucket{le="1"} 3', ...whole.slice(1))],
    ["buckets out of order", histogram('h_bucket{le="2"} 0', ...whole)],
    ["a count that is not its last bucket", histogram(...whole.toSpliced(3, 1, "h_count 3"))],
  ])("%s", (_what, text) => {
    expect(() => checkExposition(text)).toThrow();
  });
});
