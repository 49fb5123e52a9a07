import * as z from "zod";
import { instantOut, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

const platform = z.enum(["apns"], { error: "must be apns" });
const environments = ["production", "sandbox"] as const;
const environment = z.enum(environments, { error: `must be one of ${environments.join(", ")}` });

const pushDeviceDraft = z
  .object({
    ...named,
    token: z
      .string()
      .regex(/^(?:[0-9A-Fa-f]{2}){32,100}$/, { error: "must be a device token as hexadecimal digits" })
      .transform((token) => token.toLowerCase())
      .meta({ description: "As the device was given it", examples: ["0f".repeat(32)] }),
    platform,
    environment: environment.default("production"),
    name: text({ min: 1, max: 128 })
      .optional()
      .meta({ examples: ["Anna's phone"] }),
  })
  .meta({ id: "PushDeviceDraft" });

export const pushDevice = z
  .object({
    id: uuid,
    platform,
    environment,
    name: z.string().nullable(),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "PushDevice" });

const about = { tag: "People", path: "/v1/users/me/devices" } as const;

export const registerPushDeviceContract = contract({
  ...about,
  operationId: "registerPushDevice",
  method: "post",
  summary: "Register where a person can be reached",
  description:
    "By its token: again is the same device, and another person who registers it takes it over. It ends with the sign-in that registered it. No answer shows the token. A push has beside `aps` a `type`, which is its category too: `reminder.due` with `delivery_id`, `reminder_id` and `due_at`. What is told again has the same `delivery_id`, and takes the place of the push before.",
  scope: "memory:write",
  query: z.object(named),
  body: pushDeviceDraft,
  idempotent: true,
  responses: { 201: { description: "The device", schema: pushDevice } },
});

export const listPushDevicesContract = contract({
  ...about,
  operationId: "listPushDevices",
  method: "get",
  summary: "List where a person can be reached, oldest first",
  scope: "memory:read",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(pushDevice) } },
});

export const removePushDeviceContract = contract({
  ...about,
  operationId: "removePushDevice",
  method: "delete",
  path: "/v1/users/me/devices/{id}",
  summary: "Reach a person there no more",
  scope: "memory:write",
  params: z.object({ id: uuid }),
  query: z.object(named),
  responses: { 204: { description: "Removed" } },
});
