import * as z from "zod";

/** What travels on the migrations queue: who asks. What is to run, the worker finds by itself. */
export const migrationJob = z.object({ request_id: z.string().max(128) });
export type MigrationJob = z.infer<typeof migrationJob>;
