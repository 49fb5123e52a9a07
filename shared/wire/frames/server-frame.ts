import * as z from "zod";
import { errorEnvelope } from "../http/error.ts";

/** What the server may send over the socket. */
export const serverFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("pong") }),
  z.object({
    type: z.literal("chat.error"),
    id: z.string().optional(),
    turn_id: z.string().optional(),
    seq: z.number().optional(),
    error: errorEnvelope.shape.error,
  }),
]);
export type ServerFrame = z.infer<typeof serverFrame>;
