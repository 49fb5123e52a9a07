import { createSighting } from "#shared/domain/health/check-health.ts";
import { fakeApiKeys } from "./fake-api-keys.ts";
import { fakeClock } from "./fake-clock.ts";
import { fakeEmbedder } from "./fake-embedder.ts";
import { fakeGate } from "./fake-front-door.ts";
import { fakeIds } from "./fake-ids.ts";
import { fakeJobQueue } from "./fake-job-queue.ts";
import { fakeLog } from "./fake-log.ts";
import { fakeMemories } from "./fake-memories.ts";
import { fakeMemoryIndex } from "./fake-memory-index.ts";
import { createFakeMemoryStore } from "./fake-memory-store.ts";
import { fakeMessages } from "./fake-messages.ts";
import { fakeDatabaseProbe, fakeModelProbe, fakeQueueProbe } from "./fake-probes.ts";
import { fakeQueryVectors } from "./fake-query-vectors.ts";
import { fakeTenants } from "./fake-tenants.ts";

/** All that the front doors need, on one store and one clock. */
export function fakeHttpPorts() {
  const clock = fakeClock();
  const store = createFakeMemoryStore();
  const tenants = fakeTenants(store);
  const apiKeys = fakeApiKeys(store, tenants);
  const gate = fakeGate();
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
    queryVectors: fakeQueryVectors(),
    tenants,
    apiKeys,
    keyRegister: apiKeys,
    gate,
    revocations: gate,
    databaseProbe: fakeDatabaseProbe(),
    modelProbe: fakeModelProbe(),
    queueProbe: fakeQueueProbe(),
    sightings: { database: createSighting(clock), llm: createSighting(clock) },
  };
}
