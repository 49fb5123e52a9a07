import type { FinishedWork } from "#shared/ports/outbox.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";

export function fakeFinishedWork({ outbox }: FakeMemoryStore): FinishedWork {
  return {
    async finish(tenantId, id) {
      if (outbox.get(id)?.tenantId === tenantId) outbox.delete(id);
    },
  };
}
