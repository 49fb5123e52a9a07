import type { DirtyMark } from "#shared/ports/outbox.ts";
import { fakeDirtyMark } from "#test/fakes/fake-dirty-mark.ts";

/** A mark in a Redis that may be away, or lose all. */
export function simulatedMark() {
  let mark = fakeDirtyMark();
  let isAway = false;
  const ask = <Answer>(question: (mark: DirtyMark) => Promise<Answer>): Promise<Answer> => {
    mark.failing = isAway;
    return question(mark);
  };
  return {
    dirtyMark: {
      set: (now) => ask((it) => it.set(now)),
      read: (now) => ask((it) => it.read(now)),
      rest: (seen, until) => ask((it) => it.rest(seen, until)),
      clear: (seen) => ask((it) => it.clear(seen)),
    } satisfies DirtyMark,
    beAway(away: boolean) {
      isAway = away;
    },
    lose() {
      mark = fakeDirtyMark();
    },
  };
}
