import * as z from "zod";
import { goalStatuses } from "../../../ports/goals.ts";
import { changeGoal } from "../../coach/change-goal.ts";
import { day, idOf, longText, none, title } from "./coach-arguments.ts";
import { readDay } from "./read-day.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showGoal } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const updateGoalTool = tool({
  name: "update_goal",
  description: "Changes what is given of a goal: also how far it is, and that it is achieved or dropped.",
  arguments: z.object({
    id: idOf("goal"),
    title: title.optional(),
    why: longText.optional(),
    measure: longText.optional(),
    target_date: day.describe('As 2027-06-30, or "none"').optional(),
    progress: z.int().min(0).max(100).describe("Percent; else it is counted by tasks").optional(),
    status: z.enum(goalStatuses).optional(),
  }),
  async run(context, { id, target_date, ...said }) {
    const { ports, person, zone } = context;
    await refusePlanting(context, said.title, said.why, said.measure);
    const reading = { path: "target_date", zone, now: ports.clock.now() };
    const dated = target_date !== undefined && {
      targetDate: target_date === none ? null : readDay(target_date, reading),
    };
    const goal = await changeGoal(ports, { person, id, fields: { ...said, ...dated }, version: null });
    return { goal: showGoal(goal) };
  },
});
