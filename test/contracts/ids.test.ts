import { describe, expect, test } from "vitest";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { instantOfId } from "#shared/domain/access/derive-ids.ts";
import type { Clock, Ids } from "#shared/ports/clock.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";

function describeIds(name: string, make: (clock: Clock) => Ids): void {
  describe(`ids in ${name}`, () => {
    test("are UUIDv7s of the clock's instant", () => {
      const clock = fakeClock();
      const id = make(clock).next();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(instantOfId(id)).toBe(clock.now());
    });

    test("grow in the order given, within a millisecond and beyond", () => {
      const clock = fakeClock();
      const ids = make(clock);
      const given: string[] = [];
      for (let ms = 0; ms < 20; ms++) {
        for (let count = 0; count < 100; count++) given.push(ids.next());
        clock.advance(1);
      }
      expect(given).toEqual(given.toSorted());
      expect(new Set(given).size).toBe(given.length);
    });

    test("grow though the clock steps back a little", () => {
      const clock = fakeClock();
      const ids = make(clock);
      const before = ids.next();
      clock.advance(-5_000);
      const after = ids.next();
      expect(after > before).toBe(true);
    });
  });
}

describeIds("the fake", fakeIds);
describeIds("the system", uuidv7Ids);
