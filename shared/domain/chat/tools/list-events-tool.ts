import * as z from "zod";
import { nextTimeOf } from "../coming-events.ts";
import { after, time } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { listed, showEvent, showPage } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const listEventsTool = tool({
  name: "list_events",
  description:
    "Lists what the person's calendar has, from now on unless said; what recurs with its next time.",
  arguments: z.object({
    from: time.optional(),
    until: time.describe("Local time or day").optional(),
    after: after.optional(),
  }),
  async run({ ports, person, zone }, { from, until, after = null }) {
    const now = ports.clock.now();
    const read = (path: string, told: string, takesDay: boolean) =>
      readTime(told, { path, zone, now, takesDay, takesPast: true });
    const begin = from === undefined ? now : read("from", from, false).at;
    const end = until === undefined ? undefined : read("until", until, true).until;
    const page = await ports.events.list(person, { from: begin, until: end }, { limit: listed, after });
    const times = await Promise.all(page.items.map((event) => nextTimeOf(event, begin)));
    const items = times
      .filter((event) => event !== null)
      .filter(({ startsAt }) => end === undefined || startsAt < end)
      .toSorted((one, other) => one.startsAt - other.startsAt);
    return showPage("events", { ...page, items }, (event) => showEvent(event, zone));
  },
});
