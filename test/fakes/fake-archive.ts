import type { Archive } from "#shared/ports/archive.ts";
import { keepJob } from "./fake-ledger.ts";
import type { FakeMemoryStore, KeptMessage } from "./fake-memory-store.ts";
import { isVisible, showMessage } from "./fake-messages.ts";

export function fakeArchive(store: FakeMemoryStore): Archive {
  return {
    async list(actor, { limit, after, ...query }, model) {
      const found = [...store.messages.values()]
        .filter((message) => isVisible(actor, message) && message.archivedAt !== null)
        .filter(({ clientConversationId: id }) => (query.clientConversationId ?? id) === id)
        .filter(({ role }) => query.roles?.includes(role) ?? true)
        .filter(({ createdAt }) => createdAt >= (query.since ?? createdAt))
        .filter(({ createdAt }) => createdAt <= (query.until ?? createdAt))
        .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      const rest = found.slice(found.findIndex((message) => cursorOf(message) === after) + 1);
      const items = rest.slice(0, limit);
      return {
        items: items.map((message) => showMessage(store, message, model)),
        next: rest.length > limit ? cursorOf(items.at(-1)!) : null,
      };
    },

    async restore({ actor, id, model, ...job }) {
      const message = store.messages.get(id);
      if (!message || !isVisible(actor, message)) return null;
      if (message.archivedAt === null) return { message: showMessage(store, message, model), leftJob: false };
      const restored = { ...message, archivedAt: null, restoredAt: job.now };
      store.messages.set(id, restored);
      const shown = showMessage(store, restored, model);
      const leftJob = shown.embeddingStatus === "pending";
      if (leftJob) keepJob(store, { actor, idempotency: null, ...job }, { messageIds: [id] });
      return { message: shown, leftJob };
    },
  };
}

function cursorOf({ archivedAt, id }: KeptMessage): string {
  return `${archivedAt}/${id}`;
}

function placeOf({ archivedAt, id }: KeptMessage): string {
  return `${String(archivedAt).padStart(15, "0")}/${id}`;
}
