import * as z from "zod";
import { clientId, text } from "../primitives.ts";
import { contract } from "./contract.ts";
import { deviceName, tokensResponse } from "./tokens.ts";

const namePart = text({ max: 100 }).nullish();

/** As an app has it from Apple's sheet, in iOS's words or in ours. */
const fullName = z
  .union([
    text({ max: 200 }),
    z.object({
      given_name: namePart,
      family_name: namePart,
      givenName: namePart,
      familyName: namePart,
    }),
  ])
  .nullish()
  .meta({ description: "Apple tells it to the app once: send it along when it comes" });

const appleSignIn = z
  .object({
    identity_token: text({ min: 1, max: 8_000 }),
    nonce: text({ min: 1, max: 500 })
      .nullish()
      .meta({ description: "As it was before it was hashed for Apple; needed where the token has one" }),
    authorization_code: text({ min: 1, max: 2_000 })
      .nullish()
      .meta({ description: "Lets us end the sign-in at Apple when the account is deleted" }),
    full_name: fullName,
    tenant_id: clientId
      .optional()
      .meta({ description: "Where the person signs in; else the app's own tenant, or `default`" }),
    device_name: deviceName.optional(),
  })
  .meta({ id: "AppleSignIn" });
export type AppleSignInBody = z.output<typeof appleSignIn>;

const about = { tag: "Sign-in", scope: "open", method: "post", limits: { address: 120 } } as const;
const bodyLimitBytes = 64_000;

export const appleSignInContract = contract({
  ...about,
  operationId: "signInWithApple",
  path: "/v1/auth/apple",
  summary: "Sign in with Apple",
  description:
    "401 for whatever Apple does not vouch for, whyever; 403 where the app belongs to another tenant, or the tenant to other apps; 503 while Apple does not answer, or where no app of Apple's is set up.",
  // By the token that is presented, since what an unproven one says of its owner would lock that owner out.
  limits: { address: 60, account: 10, accountFields: ["identity_token"] },
  body: appleSignIn,
  bodyLimitBytes,
  responses: { 200: { description: "Signed in", schema: tokensResponse } },
});

export const appleNotificationContract = contract({
  ...about,
  operationId: "hearFromApple",
  path: "/v1/auth/apple/notifications",
  summary: "What Apple tells of people: the end of a consent or an account, and of mail",
  description: "Apple calls this. Repeats are safe; what concerns nobody here is 200 too.",
  limits: { address: 600 },
  leavesWork: true,
  body: z
    .object({ payload: text({ min: 1, max: 32_000 }).meta({ description: "Signed by Apple" }) })
    .meta({ id: "AppleNotification" }),
  bodyLimitBytes,
  responses: { 200: { description: "Heard", schema: z.object({ received: z.literal(true) }) } },
});
