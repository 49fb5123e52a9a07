import type { RunSweep } from "#shared/ports/retention.ts";
import type { FakeRetentionStore, KeptRun } from "./fake-retention-store.ts";

export function fakeRunSweep({ runs }: FakeRetentionStore): RunSweep {
  const endOf = ({ finishedAt, walkedAt }: KeptRun) => finishedAt ?? walkedAt ?? Number.POSITIVE_INFINITY;
  return {
    async sweep(endedBefore, limit) {
      const parents = new Set([...runs.values()].map(({ parentId }) => parentId));
      const gone = [...runs.values()]
        .filter((run) => endOf(run) < endedBefore && !parents.has(run.id))
        .toSorted((a, b) => endOf(a) - endOf(b))
        .slice(0, limit);
      for (const { id } of gone) runs.delete(id);
      return gone.length;
    },
  };
}
