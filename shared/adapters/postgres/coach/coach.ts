/** What a person wants, has to do, and has in the calendar, to be loaded together. */
export { postgresEvents } from "./postgres-events.ts";
export { postgresGoals } from "./postgres-goals.ts";
export { postgresTasks } from "./postgres-tasks.ts";
