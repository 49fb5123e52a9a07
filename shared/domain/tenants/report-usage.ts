import { ValidationFailed } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DayUsage, UsageLedger } from "../../ports/usage.ts";

type Figures = Omit<DayUsage, "day" | "model">;

export interface UsageReport {
  readonly days: readonly DayUsage[];
  readonly total: Figures;
}

const dayMs = 24 * 3_600_000;
const daysUnlessSaid = 30;
const mostDays = 366;
const none: Figures = { turns: 0, promptTokens: 0, completionTokens: 0, costMicros: 0 };

/** Days are YYYY-MM-DD in UTC, both included. */
export async function reportUsage(
  ports: { readonly usage: UsageLedger; readonly clock: Clock },
  { tenantId, ...asked }: { tenantId: string; from: string | undefined; to: string | undefined },
): Promise<UsageReport> {
  const to = asked.to ?? toDay(ports.clock.now());
  const from = asked.from ?? toDay(Date.parse(to) - (daysUnlessSaid - 1) * dayMs);
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1) throw ValidationFailed.at("from", "must not lie after to");
  if (days > mostDays) throw ValidationFailed.at("from", `must not lie more than ${mostDays} days back`);
  const usage = await ports.usage.list({ tenantId, from, to });
  return { days: usage, total: usage.reduce(add, none) };
}

function add(total: Figures, day: Figures): Figures {
  return {
    turns: total.turns + day.turns,
    promptTokens: total.promptTokens + day.promptTokens,
    completionTokens: total.completionTokens + day.completionTokens,
    costMicros: total.costMicros + day.costMicros,
  };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
