import type { Call } from "../find-call.ts";

const operations: Readonly<Record<string, string>> = {
  "POST schedules/NAME": "CreateSchedule",
  "PUT schedules/NAME": "UpdateSchedule",
  "GET schedules/NAME": "GetSchedule",
  "DELETE schedules/NAME": "DeleteSchedule",
  "GET schedules": "ListSchedules",
  "POST schedule-groups/NAME": "CreateScheduleGroup",
  "GET schedule-groups/NAME": "GetScheduleGroup",
  "DELETE schedule-groups/NAME": "DeleteScheduleGroup",
  "GET schedule-groups": "ListScheduleGroups",
};

/** Scheduler is a REST service: the method and the path say the operation. */
export function findScheduleCall(method: string, url: URL): Call | null {
  const [collection = "", name] = url.pathname.split("/").slice(1).filter(Boolean);
  const operation = operations[`${method} ${collection}${name === undefined ? "" : "/NAME"}`];
  if (operation === undefined) {
    return collection.startsWith("schedule") ? { service: "Scheduler", operation: "", fields: {} } : null;
  }
  const query = Object.fromEntries(
    [...url.searchParams].map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  );
  return {
    service: "Scheduler",
    operation,
    fields: { ...query, ...(name !== undefined && { Name: decodeURIComponent(name) }) },
  };
}
