import { inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { learnOverSessions } from "#test/walks/learn-over-sessions.ts";

const { url, wsUrl } = inject("cloud");

test(
  "over three sessions a fact is told, corrected and asked for, and the graph and its history tell the story",
  () => learnOverSessions({ url, wsUrl, tenant: uniqueTenant(), user: "anna" }),
  180_000,
);
