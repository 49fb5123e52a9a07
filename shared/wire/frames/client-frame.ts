import * as z from "zod";

/** What a client may send over the socket. */
export const clientFrame = z.discriminatedUnion("type", [z.object({ type: z.literal("ping") })], {
  error: "must be ping",
});
export type ClientFrame = z.infer<typeof clientFrame>;
