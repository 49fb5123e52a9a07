import { actFor } from "#shared/domain/access/act-for.ts";
import { reportUsage } from "#shared/domain/tenants/report-usage.ts";
import type { DayUsage } from "#shared/ports/usage.ts";
import { getUsageContract } from "#shared/wire/http/usage.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const getUsageRoute = route(getUsageContract, async ({ caller, query, ports }) => {
  const { tenantId } = actFor(caller, toNamed(query));
  const { days, total } = await reportUsage(ports, { tenantId, from: query.from, to: query.to });
  const items = days.map(({ day, model, ...figures }) => ({ day, model, ...toFigures(figures) }));
  return { status: 200, body: { items, total: toFigures(total) }, tenantId };
});

function toFigures({ turns, promptTokens, completionTokens, costMicros }: Omit<DayUsage, "day" | "model">) {
  return {
    turns,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    cost_usd: costMicros / 1_000_000,
  };
}
