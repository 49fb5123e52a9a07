import * as z from "zod";
import { clientId, instantOut } from "../primitives.ts";

/** The person who is signed in, as far as an app wants to greet them. */
export const signedInUser = z
  .object({
    id: clientId,
    tenant_id: clientId,
    name: z.string().nullable(),
    email: z.string().nullable(),
    created_at: instantOut,
  })
  .meta({ id: "SignedInUser" });

export const tokensResponse = z
  .object({
    access_token: z.string().meta({ description: "A JWT for Authorization: Bearer" }),
    refresh_token: z.string().meta({ description: "Good for one exchange; keep the newest" }),
    token_type: z.literal("Bearer"),
    expires_in: z.int().meta({ description: "Seconds that the access token holds" }),
    user: signedInUser,
  })
  .meta({ id: "Tokens" });
