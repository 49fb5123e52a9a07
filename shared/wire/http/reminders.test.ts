import { expect, test } from "vitest";
import { createReminderContract } from "./reminders.ts";

const complaintsOf = (due_at: unknown) =>
  createReminderContract
    .body!.safeParse({ text: "Stretch", due_at })
    .error?.issues.map(({ message }) => message);

test.each(["2026-03-28T08:00", "2026-03-28T08:00:00.567+01:00", "9999-12-24T23:59:59Z"])(
  "a reminder may be due at %s",
  (told) => expect(complaintsOf(told)).toBeUndefined(),
);

test.each([
  ["9999-12-31T23:59:59Z", "must not lie after 9999-12-24 in UTC"],
  ["1899-12-31T23:59:59Z", "must not lie before 1900"],
  ["soon", "must be an instant with its offset, or a clock's time such as 2026-03-28T08:00"],
  [7, "must be an instant with its offset, or a clock's time such as 2026-03-28T08:00"],
])("a reminder that is due at %j hears why not", (told, complaint) => {
  expect(complaintsOf(told)).toEqual([complaint]);
});
