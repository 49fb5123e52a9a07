import type { AuditLog } from "#shared/ports/audit-log.ts";
import type { FakePeopleStore } from "./fake-people-store.ts";
import { pageOf } from "./page-of.ts";

export function fakeAuditLog(store: FakePeopleStore): AuditLog {
  return {
    async list({ tenantId, userId }, page) {
      const ofTenant = store.audit.filter(
        (entry) => entry.tenantId === tenantId && (userId === null || entry.userId === userId),
      );
      const ordered = ofTenant.toSorted((a, b) => (a.id < b.id ? 1 : -1));
      return pageOf(ordered, page, ({ id }, after) => id < after);
    },
  };
}
