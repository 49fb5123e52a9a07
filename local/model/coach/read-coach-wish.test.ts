import { describe, expect, test } from "vitest";
import { readPrompt } from "../chat/read-prompt.ts";
import { readCoachWish } from "./read-coach-wish.ts";
import { readNow } from "./read-now.ts";

// A Friday, a quarter past eight in Berlin.
const now = readNow("It is 2026-11-27T07:15:00.000Z (UTC); the person's time zone is Europe/Berlin.", 0);

function wishIn(text: string) {
  const read = readCoachWish(readPrompt([{ role: "user", text, calls: [], toolCallId: undefined }]), now);
  if (!read || !("wish" in read)) return undefined;
  const { tool, given, of, ask } = read.wish;
  return { call: [tool, given], ...(of && { of: of.words }), ...(ask && { ask }), wish: read.wish };
}
const callIn = (text: string) => wishIn(text)?.call;
const told = (text: string) => wishIn(text)?.wish.tell({ item: undefined, result: {}, listed: [] });

const tomorrowAt8 = { text: "stretch", at: "2026-11-28T08:00" };

describe("a reminder is set by", () => {
  test.each([
    ["remind me tomorrow at 8 to stretch", tomorrowAt8],
    ["Remind me to stretch tomorrow at 8am.", tomorrowAt8],
    ["Hi Aimi! Could you please remind me tomorrow at 8 a.m. to stretch? Thanks!", tomorrowAt8],
    ["Tomorrow at 8, remind me to stretch", tomorrowAt8],
    ["Set a reminder for tomorrow at 8 to stretch", tomorrowAt8],
    ["schedule a reminder to stretch tomorrow at 08:00", tomorrowAt8],
    ["don’t let me forget to stretch tomorrow at 8", tomorrowAt8],
    ["I need a reminder to stretch tomorrow at 8", tomorrowAt8],
    ["remind me at 8 to stretch", tomorrowAt8],
    ["I'd like to be reminded to stretch tomorrow at 8", tomorrowAt8],
    ["reminder: stretch tomorrow at 8", tomorrowAt8],
    ["I slept badly. Remind me tomorrow at 8 to stretch.", tomorrowAt8],
    ["Remind me to call mom in 20 minutes", { text: "call mom", at: "2026-11-27T07:35:00Z" }],
    ["remind me to call mom on Friday at 5pm", { text: "call mom", at: "2026-11-27T17:00" }],
    ["wake me at 6:30", { text: "wake up", at: "2026-11-28T06:30" }],
    ["Wake me up tomorrow at 5", { text: "wake up", at: "2026-11-28T05:00" }],
    ["remind me of the pizza in half an hour", { text: "the pizza", at: "2026-11-27T07:45:00Z" }],
    [
      "remind me that the report is due tomorrow at 10",
      { text: "the report is due", at: "2026-11-28T10:00" },
    ],
    [
      "Every Monday and Thursday at 18:00 remind me to go to the gym",
      { text: "go to the gym", at: "2026-11-30T18:00", recurrence: "FREQ=WEEKLY;BYDAY=MO,TH" },
    ],
    [
      "Set a reminder to take my pills at 20:00 every day",
      { text: "take my pills", at: "2026-11-27T20:00", recurrence: "FREQ=DAILY" },
    ],
    [
      "remind me to pay rent on the first of each month",
      { text: "pay rent", at: "2026-12-01T09:00", recurrence: "FREQ=MONTHLY;BYMONTHDAY=1" },
    ],
  ])("%s", (message, given) => {
    expect(callIn(message)).toEqual(["set_reminder", given]);
  });

  test.each([
    ["Remind me to stretch", "When shall I remind you to stretch?"],
    ["remind me at 9 to eat and at 10 to run", "One reminder has one time: please name them one by one."],
    ["remind me an hour before my exam", "When shall I remind you of your exam?"],
    ["remind me on my birthday to smile", "When shall I remind you to smile?"],
    ["remind me at 8", "Of what shall I remind you tomorrow, Saturday 28 November at 08:00?"],
    ["remind me to drink today at 10am and 4pm", "One reminder has one time: please name them one by one."],
  ])("%s, but not before this is answered: %s", (message, ask) => {
    expect(wishIn(message)?.ask).toBe(ask);
  });

  test.each([
    [
      "remind me tomorrow at 8 to stretch",
      "I will remind you tomorrow, Saturday 28 November at 08:00, to stretch.",
    ],
    [
      "remind me next Monday morning to call my mom",
      "I will remind you on Monday 30 November at 09:00, to call your mom. You named no time, so I took 09:00.",
    ],
    [
      "remind me every weekday at 7:30 to call mom",
      "I will remind you every weekday at 07:30 to call mom, first on Monday 30 November.",
    ],
    [
      "remind me on 3 May about the wedding",
      "I will remind you on Monday 3 May 2027 at 09:00, of the wedding. You named no time, so I took 09:00.",
    ],
    [
      "remind me every day at 10am and 4pm to drink until Christmas",
      "I will remind you every day at 10:00 and 16:00 to drink, first today, Friday 27 November, last on Friday 25 December.",
    ],
    [
      "remind me every 2 hours to drink",
      "I will remind you every 2 hours to drink, first today, Friday 27 November at 10:15.",
    ],
  ])("%s: %s", (message, answer) => {
    expect(told(message)).toBe(answer);
  });
});

test.each([
  ["snooze it", "", { minutes: 10 }],
  ["snooze it 10 minutes", "", { minutes: 10 }],
  ["Snooze for half an hour", "", { minutes: 30 }],
  ["snooze until 9", "", { until: "2026-11-27T09:00" }],
  ["Snooze it until tomorrow morning", "", { until: "2026-11-28T09:00" }],
  ["snooze the reminder to stretch for an hour", "stretch", { minutes: 60 }],
  ["postpone the reminder to 9:30", "", { until: "2026-11-27T09:30" }],
  ["remind me again in 10 minutes", "", { minutes: 10 }],
])("%s puts a reminder off", (message, words, given) => {
  expect(wishIn(message)).toMatchObject({ call: ["snooze_reminder", given], of: words });
});

test.each([
  ["cancel the reminder to stretch", "stretch"],
  ["cancel my stretch reminder", "stretch"],
  ["Stop reminding me to stretch!", "stretch"],
  ["don't remind me to stretch anymore", "stretch"],
  ["delete the reminder about the rent", "the rent"],
  ["stop reminding me", ""],
])("%s cancels a reminder", (message, words) => {
  expect(wishIn(message)).toMatchObject({ call: ["cancel_reminder", {}], of: words });
});

test.each([
  ["my goal is to run 10k by June", { title: "Run 10k", target_date: "2027-06-30" }],
  ["My goal is to read 12 books this year.", { title: "Read 12 books", target_date: "2026-12-31" }],
  ["My goal for 2027 is to write a novel", { title: "Write a novel", target_date: "2027-12-31" }],
  ["Set a goal to save 5000 euros by March 2027", { title: "Save 5000 euros", target_date: "2027-03-31" }],
  [
    "set a goal: learn Spanish by the end of the year because I move to Madrid",
    { title: "Learn Spanish", target_date: "2026-12-31", why: "I move to Madrid" },
  ],
  [
    "I want to reach the goal of running a marathon in 6 months",
    { title: "Running a marathon", target_date: "2027-05-27" },
  ],
  ["I have a new goal: no sugar", { title: "No sugar" }],
  ["Can you set a goal for me: run 10k", { title: "Run 10k" }],
  ["I'd like to set myself a goal: run 10k", { title: "Run 10k" }],
  ["Please add a goal to swim 1 km by 1 May", { title: "Swim 1 km", target_date: "2027-05-01" }],
])("%s makes a goal", (message, given) => {
  expect(callIn(message)).toEqual(["create_goal", given]);
});

test.each([
  ["I have reached 40% of my running goal", "running", { progress: 40 }],
  ["I'm at 40 % with my goal to run 10k", "run 10k", { progress: 40 }],
  ["I'm 40% done with my running goal", "running", { progress: 40 }],
  ["progress on my running goal: 40%", "running", { progress: 40 }],
  ["my running goal is at 40%", "running", { progress: 40 }],
  ["set the progress of my running goal to 55 percent", "running", { progress: 55 }],
  ["I'm halfway to my running goal", "running", { progress: 50 }],
  ["I achieved my goal of running 10k!", "running 10k", { status: "achieved" }],
  ["I've reached my running goal", "running", { status: "achieved" }],
  ["mark my goal run 10k as achieved", "run 10k", { status: "achieved" }],
  ["drop the goal to run 10k", "run 10k", { status: "dropped" }],
  ["I'm giving up on my running goal", "running", { status: "dropped" }],
  ["move the deadline of my running goal to July", "running", { target_date: "2027-07-31" }],
])("%s changes a goal", (message, words, given) => {
  expect(wishIn(message)).toMatchObject({ call: ["update_goal", given], of: words });
});

test.each([
  ["add a task to file taxes by March 3", { title: "File taxes", due: "2027-03-03" }],
  ["create a task called Tax form due 3 March", { title: "Tax form", due: "2027-03-03" }],
  ["new task: write report, due Friday at 5pm", { title: "Write report", due: "2026-11-27T17:00" }],
  ["put milk on my to-do list", { title: "Milk" }],
  ["add buy milk to my list for tomorrow", { title: "Buy milk", due: "2026-11-28" }],
  ["add to my list: eggs", { title: "Eggs" }],
  ['add "call the bank" to my todo list', { title: "Call the bank" }],
  ["todo: clean the kitchen", { title: "Clean the kitchen" }],
  [
    "Add task water the plants every Saturday at 10",
    { title: "Water the plants", due: "2026-11-28T10:00", recurrence: "FREQ=WEEKLY;BYDAY=SA" },
  ],
  [
    "Add a task: buy running shoes tomorrow for my running goal",
    { title: "Buy running shoes", due: "2026-11-28" },
  ],
])("%s adds a task", (message, given) => {
  expect(callIn(message)).toEqual(["add_task", given]);
});

test.each([
  ["done with the tax form", "the tax form"],
  ["I'm done with the tax form.", "the tax form"],
  ["mark the tax form as done", "the tax form"],
  ["check off milk", "milk"],
  ["complete the task tax form", "tax form"],
  ["I have completed the task file taxes", "file taxes"],
  ["I finished the report", "the report"],
  ["the report is done", "the report"],
])("%s completes a task", (message, words) => {
  expect(wishIn(message)).toMatchObject({ call: ["complete_task", {}], of: words });
});

test.each([
  ["move the task tax form to Friday", "tax form", "2026-11-27"],
  ["postpone the task call mom until tomorrow at 10", "call mom", "2026-11-28T10:00"],
])("%s moves a task", (message, words, due) => {
  expect(wishIn(message)).toMatchObject({ call: ["update_task", { due }], of: words });
});

test.each([
  [
    "put my dentist appointment in my calendar on Tuesday at 3pm at Main Street 5",
    { title: "Dentist appointment", starts: "2026-12-01T15:00", location: "Main Street 5" },
  ],
  [
    "add an event: dinner with Ana on Saturday from 7 to 9pm at Luigi's",
    {
      ...{ title: "Dinner with Ana", location: "Luigi's" },
      ...{ starts: "2026-11-28T19:00", ends: "2026-11-28T21:00" },
    },
  ],
  [
    "schedule a call with Tom tomorrow at 10 for 30 minutes",
    { title: "Call with Tom", starts: "2026-11-28T10:00", ends: "2026-11-28T10:30" },
  ],
  [
    "Schedule team meeting every Monday at 9:30",
    { title: "Team meeting", starts: "2026-11-30T09:30", recurrence: "FREQ=WEEKLY;BYDAY=MO" },
  ],
  [
    "add lunch with Ben on 3 December at noon to my calendar",
    { title: "Lunch with Ben", starts: "2026-12-03T12:00" },
  ],
  [
    "add an appointment with Dr. Smith on Tuesday at 3pm",
    { title: "Appointment with Dr. Smith", starts: "2026-12-01T15:00" },
  ],
  ['Put "Concert" in my calendar for 12 December at 20:00', { title: "Concert", starts: "2026-12-12T20:00" }],
])("%s adds an event", (message, given) => {
  expect(callIn(message)).toEqual(["add_event", given]);
});

test.each([
  ["what do I have to do today", "list_tasks"],
  ["What's on my to-do list?", "list_tasks"],
  ["show my tasks", "list_tasks"],
  ["what is due this week", "list_tasks"],
  ["what's overdue?", "list_tasks"],
  ["Is anything due today?", "list_tasks"],
  ["show me what I have to do today", "list_tasks"],
  ["what are my goals", "list_goals"],
  ["Show me my goals", "list_goals"],
  ["show my reminders", "list_reminders"],
  ["do I have any reminders?", "list_reminders"],
  ["what is in my calendar tomorrow", "list_events"],
  ["what do I have planned tomorrow", "list_events"],
  ["what's on my agenda this week", "list_events"],
  ["do I have any appointments on Friday?", "list_events"],
])("%s lists", (message, tool) => {
  expect(callIn(message)?.[0]).toBe(tool);
});

test.each([
  ["delete the goal to run 10k", { kind: "goal" }, "run 10k"],
  ["delete my running goal and its tasks", { kind: "goal", tasks: "delete" }, "running"],
  ["Remove the goal run 10k but keep its tasks", { kind: "goal", tasks: "keep" }, "run 10k"],
  ["delete the task buy milk", { kind: "task" }, "buy milk"],
  ["remove milk from my list", { kind: "task" }, "milk"],
  ["cancel my dentist appointment", { kind: "event" }, "dentist appointment"],
  ["remove dinner with Ana from my calendar", { kind: "event" }, "dinner with Ana"],
])("%s deletes", (message, given, words) => {
  expect(wishIn(message)).toMatchObject({ call: ["delete_item", given], of: words });
});

test.each([
  "Remind me what my name is",
  "remind me of my sister's name",
  "I want to read 12 books this year",
  "I need to buy milk today",
  "I have a dentist appointment on Tuesday at 3pm at Main Street 5",
  "When is my dentist appointment?",
  "What is my goal?",
  "my goal is not clear yet",
  "My goal keeper is injured",
  "How do I set a reminder?",
  "I set a new personal record",
  "I've done a lot today",
  "I need a task list app",
  "make a list of tasks for my move",
  "What should I read next?",
  "Tell me a story about a goal",
  "cancel my gym membership",
  "Hello, my name is Alice and I love programming",
  `Remind me tomorrow at 8 to stretch. ${"It is a long story. ".repeat(40)}`,
])("%s wishes nothing of the coach", (message) => {
  expect(wishIn(message)).toBeUndefined();
});
