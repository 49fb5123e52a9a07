import * as z from "zod";

/** What a model tells, as its tools read it. What it says of them counts in every prompt: it is short. */
export const title = z.string().trim().min(1).max(200);
export const longText = z.string().trim().max(2_000);
export const reminderText = z.string().trim().min(1).max(1_000);
export const idOf = (what: string) =>
  z.uuid(`there is no such ${what}: give the id of one that you were shown`).toLowerCase();
export const time = z.string().max(60).describe("Their local time, as 2026-11-28T08:00, or with an offset");
export const day = z.string().max(20).describe("As 2027-06-30");
export const recurrence = z.string().max(500).describe("RRULE, such as FREQ=WEEKLY;BYDAY=MO,TH");
export const zoneName = z.string().max(60).describe("Only if they name another zone than theirs: Asia/Tokyo");
export const after = z
  .uuid("must be the `next` of the page before, or left out")
  .toLowerCase()
  .describe("`next` of the page before");

/** What a model writes where there is to be nothing. */
export const none = "none";
