import * as z from "zod";
import { goalStatuses } from "../../../ports/goals.ts";
import { after } from "./coach-arguments.ts";
import { listed, showGoal, showPage } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const listGoalsTool = tool({
  name: "list_goals",
  description: "Lists the person's goals.",
  arguments: z.object({ status: z.enum(goalStatuses).default("active"), after: after.optional() }),
  async run({ ports, person }, { status, after = null }) {
    const page = await ports.goals.list(person, { statuses: [status] }, { limit: listed, after });
    return showPage("goals", page, showGoal);
  },
});
