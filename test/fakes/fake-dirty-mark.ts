import type { DirtyMark } from "#shared/ports/outbox.ts";

export interface FakeDirtyMark extends DirtyMark {
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
}

export function fakeDirtyMark(): FakeDirtyMark {
  let mark: number | "unknown" | null = "unknown";
  let rests: { seen: number | "unknown"; until: number } | null = null;
  const fake: FakeDirtyMark = {
    failing: false,
    async set(now) {
      refuseIfFailing();
      mark = now;
    },
    async read(now) {
      refuseIfFailing();
      return rests?.seen === mark && now < rests.until ? null : mark;
    },
    async rest(seen, until) {
      refuseIfFailing();
      rests = { seen, until };
    },
    async clear(seen) {
      refuseIfFailing();
      if (mark === seen) mark = null;
    },
  };
  function refuseIfFailing() {
    if (fake.failing) throw new Error("no answer");
  }
  return fake;
}
