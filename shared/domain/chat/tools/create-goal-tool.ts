import * as z from "zod";
import { createGoal } from "../../coach/create-goal.ts";
import { callerOf, callKey } from "./call-key.ts";
import { day, longText, title } from "./coach-arguments.ts";
import { readDay } from "./read-day.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showGoal } from "./show-coach.ts";
import { tool } from "./tool.ts";

const name = "create_goal";

export const createGoalTool = tool({
  name,
  description: "Keeps something that the person wants to reach. Use it when they say so.",
  arguments: z.object({
    title,
    why: longText.optional(),
    measure: longText.describe("What shows that it is reached").optional(),
    target_date: day.optional(),
  }),
  async run(context, { title, why = null, measure = null, target_date }) {
    const { ports, zone } = context;
    await refusePlanting(context, title, why, measure);
    const reading = { path: "target_date", zone, now: ports.clock.now() };
    const targetDate = target_date === undefined ? null : readDay(target_date, reading);
    const goal = await createGoal(ports, {
      person: callerOf(context),
      fields: { title, why, measure, targetDate },
      idempotency: callKey(context, name),
    });
    return { goal: showGoal(goal) };
  },
});
