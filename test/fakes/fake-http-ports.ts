import { createSighting } from "#shared/domain/health/check-health.ts";
import { fakeClock } from "./fake-clock.ts";
import { fakeDirtyMark } from "./fake-dirty-mark.ts";
import { fakeEmbedder } from "./fake-embedder.ts";
import { fakeIds } from "./fake-ids.ts";
import { fakeJobQueue } from "./fake-job-queue.ts";
import { fakeLog } from "./fake-log.ts";
import { fakeMemories } from "./fake-memories.ts";
import { fakeMemoryIndex } from "./fake-memory-index.ts";
import { createFakeMemoryStore } from "./fake-memory-store.ts";
import { fakeMessages } from "./fake-messages.ts";
import { fakeDatabaseProbe, fakeModelProbe, fakeQueueProbe } from "./fake-probes.ts";
import { fakeQueryVectors } from "./fake-query-vectors.ts";

/** All that the front doors need, on one store and one clock. */
export function fakeHttpPorts() {
  const clock = fakeClock();
  const store = createFakeMemoryStore();
  return {
    store,
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
    messages: fakeMessages(store),
    memories: fakeMemories(store),
    index: fakeMemoryIndex(store),
    embedder: fakeEmbedder(),
    jobs: fakeJobQueue(),
    dirtyMark: fakeDirtyMark(),
    queryVectors: fakeQueryVectors(),
    databaseProbe: fakeDatabaseProbe(),
    modelProbe: fakeModelProbe(),
    queueProbe: fakeQueueProbe(),
    sightings: { database: createSighting(clock), llm: createSighting(clock) },
  };
}
