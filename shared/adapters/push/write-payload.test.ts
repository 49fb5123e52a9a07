import * as fc from "fast-check";
import { expect, test } from "vitest";
import { writePayload } from "./write-payload.ts";

const data = { reminder_id: "r", delivery_id: "d" };
const read = (payload: string) => JSON.parse(payload) as { aps: { alert: { body: string } } };

test("a short note is as it was said", () => {
  expect(JSON.parse(writePayload({ body: "Call Anna 👩‍👩‍👧", data }))).toEqual({
    ...data,
    aps: { alert: { body: "Call Anna 👩‍👩‍👧" }, sound: "default" },
  });
});

test("its category is its type, so that the app can offer what one may do", () => {
  const payload = writePayload({ body: "Call Anna", data: { ...data, type: "reminder.due" } });
  expect(JSON.parse(payload)).toMatchObject({ type: "reminder.due", aps: { category: "reminder.due" } });
});

test("a long one is cut between two characters, and not sooner than it must be", () => {
  const family = "👩‍👩‍👧";
  const payload = writePayload({ body: family.repeat(1_000), data });
  const { body } = read(payload).aps.alert;
  expect(body.replaceAll(family, "")).toBe("…");
  expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(payload)).toBeGreaterThan(4_096 - Buffer.byteLength(family));
});

test("nothing that is written is more than Apple takes, and its beginning is what was said", async () => {
  const unit = fc.constantFrom(...'aé語😀"\\\n\0\u0301\u200d\ud800', "👩‍👩‍👧", "🇨🇭");
  const words = fc.string({ unit, minLength: 1, maxLength: 40 });
  const texts = fc.tuple(words, fc.nat(400)).map(([word, times]) => word.repeat(times));
  await fc.assert(
    fc.property(texts, (body) => {
      const payload = writePayload({ body, data });
      expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(4_096);
      const written = read(payload).aps.alert.body;
      expect(written === body || body.startsWith(written.slice(0, -1))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("what a note is about cannot take the place of what is shown", () => {
  const payload = writePayload({ body: "Call Anna", data: { aps: "mine" } });
  expect(read(payload).aps.alert.body).toBe("Call Anna");
});
