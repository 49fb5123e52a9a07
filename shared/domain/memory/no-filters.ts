import type { MemoryQuery } from "../../ports/memory-index.ts";

/** Lets everything pass that an actor may see. */
export const noFilters = {
  clientConversationId: null,
  roles: null,
  types: null,
  statuses: null,
  since: null,
  until: null,
  metadata: null,
} as const satisfies Partial<MemoryQuery>;
