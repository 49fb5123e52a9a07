import * as z from "zod";
import { named } from "../primitives.ts";
import { contract } from "./contract.ts";

const day = z.iso
  .date({ error: "must be a day such as 2026-01-31" })
  .refine((date) => date >= "1900", { error: "must not lie before 1900" });
const figures = {
  turns: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  cost_usd: z.number().meta({ description: "0 where no prices are set" }),
};

const dayUsage = z
  .object({ day: day.meta({ description: "In UTC" }), model: z.string(), ...figures })
  .meta({ id: "DayUsage" });

export const getUsageContract = contract({
  operationId: "getUsage",
  method: "get",
  path: "/v1/admin/usage",
  tag: "Administration",
  summary: "Read what a tenant's turns took, by day and model",
  scope: "admin",
  query: z.object({
    ...named,
    from: day.optional().meta({ description: "The first day; 29 days before the last one if left out" }),
    to: day.optional().meta({ description: "The last day; today if left out" }),
  }),
  responses: {
    200: {
      description: "Newest day first, and all of it together",
      schema: z.object({ items: z.array(dayUsage), total: z.object(figures) }),
    },
  },
});
