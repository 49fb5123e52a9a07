import { test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { remindEveryDay } from "#test/walks/remind-every-day.ts";
import { startOwnCloud } from "./own-cloud.ts";

const { url, wsUrl, aws } = await startOwnCloud();

test(
  "a reminder that is asked for in words fires on both devices at its time, and the next one stands",
  () => remindEveryDay({ url, wsUrl, awsUrl: aws.url, tenant: uniqueTenant(), user: "anna" }),
  240_000,
);
