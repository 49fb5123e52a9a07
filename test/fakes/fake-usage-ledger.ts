import type { TokenUsage } from "#shared/ports/turn-frames.ts";
import type { DayUsage, UsageLedger } from "#shared/ports/usage.ts";
import type { FakeChatStore } from "./fake-chat-store.ts";

export function fakeUsageLedger(store: FakeChatStore): UsageLedger {
  return {
    async list({ tenantId, from, to }) {
      return [...store.usage.values()]
        .filter((row) => row.tenantId === tenantId && row.day >= from && row.day <= to)
        .map(({ tenantId: _, ...row }) => row)
        .toSorted(byDayAndModel);
    },
  };
}

function byDayAndModel(a: DayUsage, b: DayUsage): number {
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  return a.model < b.model ? -1 : 1;
}

export function tokensOn(store: FakeChatStore, tenantId: string, now: number): number {
  const rows = [...store.usage.values()].filter((row) => row.tenantId === tenantId && row.day === dayOf(now));
  return rows.reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens + completionTokens, 0);
}

export function addUsage(
  store: FakeChatStore,
  tenantId: string,
  { model, ...took }: TokenUsage,
  now: number,
): void {
  const day = dayOf(now);
  const key = JSON.stringify([tenantId, day, model]);
  const before = store.usage.get(key);
  store.usage.set(key, {
    tenantId,
    day,
    model,
    turns: (before?.turns ?? 0) + 1,
    promptTokens: (before?.promptTokens ?? 0) + took.promptTokens,
    completionTokens: (before?.completionTokens ?? 0) + took.completionTokens,
    costMicros: (before?.costMicros ?? 0) + took.costMicros,
  });
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
