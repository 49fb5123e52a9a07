import type { RetentionPolicy } from "../../ports/retention.ts";

/** What counts where a tenant has set nothing: what a person said stays in reach, and nothing is deleted. */
export const defaultPolicy: RetentionPolicy = {
  enabled: true,
  archive: { afterDays: 365, belowImportance: 0.3, roles: ["user", "assistant", "system"] },
  delete: null,
  keep: { roles: [], minImportance: null, metadata: { keep: true } },
};
