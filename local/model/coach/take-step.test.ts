import { describe, expect, test } from "vitest";
import { checkChat } from "../chat/check-chat.ts";
import { planReply, type Reply } from "../chat/plan-reply.ts";

const text = { type: "string" };
const tool = (name: string, properties: object) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties, required: [] } },
});
const tools = [
  tool("create_goal", { title: text, why: text, target_date: text }),
  tool("update_goal", { id: text, progress: { type: "integer" }, status: text, target_date: text }),
  tool("list_goals", { status: { enum: ["active", "achieved", "dropped"] } }),
  tool("add_task", { title: text, due: text, goal_id: text, recurrence: text }),
  tool("complete_task", { id: text }),
  tool("update_task", { id: text, due: text, status: { enum: ["open", "cancelled"] } }),
  tool("list_tasks", { status: { enum: ["open", "done"] }, due_until: text }),
  tool("add_event", { title: text, starts: text, ends: text, location: text, recurrence: text }),
  tool("list_events", { from: text, until: text }),
  tool("set_reminder", { text, at: text, recurrence: text }),
  tool("list_reminders", {}),
  tool("snooze_reminder", { id: text, until: text, minutes: { type: "integer" } }),
  tool("cancel_reminder", { id: text }),
  tool("delete_item", { kind: { enum: ["goal", "task", "event"] }, id: text, tasks: text }),
];
const goal = {
  kind: "goal",
  id: "g1",
  progress: "20%",
  target_date: "2027-06-30",
  open_tasks: 1,
  text: "Run 10k",
};
const taxes = { kind: "task", id: "t1", due: "Friday 2026-11-27T17:00", text: "Tax form" };
const bill = {
  kind: "task",
  id: "t2",
  due: "Thursday 2026-11-26T17:00",
  overdue: true,
  text: "Pay the bill",
};
const dentist = { kind: "event", id: "e1", starts: "Friday 2026-11-27T15:00", text: "Dentist" };
const stretch = { kind: "reminder", id: "r1", at: "Friday 2026-11-27T20:00", text: "stretch" };
const coach = [taxes, goal, dentist, stretch, bill];

interface Asked {
  readonly shown?: readonly object[];
  readonly before?: readonly [role: "user" | "assistant", content: string][];
  /** Tools that were called since the message, with what they gave. */
  readonly results?: readonly [name: string, given: object, result: object][];
  readonly more?: object;
}

function reply(
  message: string,
  { shown = coach, before = [], results = [], more = { tools } }: Asked = {},
): Reply {
  const block =
    shown.length > 0 ? `\n\n<coach>\n${shown.map((each) => JSON.stringify(each)).join("\n")}\n</coach>` : "";
  const system = `It is Friday 2026-11-27 08:15 for the person, whose time zone is Europe/Berlin: 2026-11-27T07:15:00.000Z (UTC).${block}`;
  const messages = [
    { role: "system", content: system },
    ...before.map(([role, content]) => ({ role, content })),
    { role: "user", content: message },
    ...results.flatMap(([name, given, result], at) => [
      {
        ...{ role: "assistant", content: null },
        tool_calls: [
          { id: `c${at}`, type: "function", function: { name, arguments: JSON.stringify(given) } },
        ],
      },
      { role: "tool", tool_call_id: `c${at}`, content: JSON.stringify(result) },
    ]),
  ];
  return planReply(checkChat({ messages, ...more }), 0);
}
const say = (message: string, asked?: Asked) => reply(message, asked).text;
function called(message: string, asked?: Asked) {
  const [call] = reply(message, asked).calls;
  return call && [call.name, JSON.parse(call.arguments)];
}

describe("what is there already is found", () => {
  test.each([
    ["done with the tax form", "complete_task", { id: "t1" }],
    ["mark the bill as done", "complete_task", { id: "t2" }],
    ["I finished the tax form", "complete_task", { id: "t1" }],
    ["I have reached 40% of my running goal", "update_goal", { id: "g1", progress: 40 }],
    ["I achieved my goal of running 10k", "update_goal", { id: "g1", status: "achieved" }],
    ["cancel the reminder to stretch", "cancel_reminder", { id: "r1" }],
    [
      "snooze the reminder to stretch until 21:00",
      "snooze_reminder",
      { id: "r1", until: "2026-11-27T21:00" },
    ],
    ["delete the goal to run 10k", "delete_item", { kind: "goal", id: "g1" }],
    ["move the task tax form to Monday", "update_task", { id: "t1", due: "2026-11-30" }],
    ["add a task to buy shoes for my running goal", "add_task", { title: "Buy shoes", goal_id: "g1" }],
  ])("in the prompt: %s", (message, name, given) => {
    expect(called(message)).toEqual([name, given]);
  });

  test("in a list, where the prompt has nothing like it", () => {
    expect(called("done with the report")).toEqual(["list_tasks", { status: "open" }]);
    const results: Asked["results"] = [
      [
        "list_tasks",
        { status: "open" },
        {
          tasks: [
            { id: "t7", title: "Write the report" },
            { id: "t8", title: "Swim" },
          ],
        },
      ],
    ];
    expect(called("done with the report", { results })).toEqual(["complete_task", { id: "t7" }]);
    const done: Asked["results"] = [
      ...results,
      ["complete_task", { id: "t7" }, { id: "t7", status: "done" }],
    ];
    expect(say("done with the report", { results: done })).toBe("Done: “Write the report”. Well done!");
  });

  test("or not at all, and then it is asked or told", () => {
    const listed = (...titles: string[]): Asked => ({
      results: [["list_tasks", {}, { tasks: titles.map((title, at) => ({ id: `x${at}`, title })) }]],
    });
    expect(say("done with the report", listed())).toBe("I found no task like “report”.");
    expect(say("done with the report", listed("Report of May", "Report of June"))).toBe(
      "Which task do you mean: “Report of May” or “Report of June”?",
    );
    expect(say("I finished the report", listed())).toBe("Noted: you finished the report.");
    expect(say("I'm done with work", listed())).toBe("Noted: you're done with work.");
  });

  test("of reminders the one that was told and not acknowledged, where none is named", () => {
    const told = { ...stretch, id: "r2", told: true, acknowledged: false };
    expect(called("snooze it 10 minutes", { shown: [...coach, told] })).toEqual(["list_reminders", {}]);
    const results: Asked["results"] = [["list_reminders", {}, { reminders: [] }]];
    expect(called("snooze it 10 minutes", { shown: [...coach, told], results })).toEqual([
      "snooze_reminder",
      { id: "r2", minutes: 10 },
    ]);
  });
});

describe("what came of a tool is told", () => {
  test.each([
    [
      "remind me tomorrow at 8 to stretch",
      "set_reminder",
      { id: "r9" },
      "I will remind you tomorrow, Saturday 28 November at 08:00, to stretch.",
    ],
    [
      "remind me yesterday at 8 to stretch",
      "set_reminder",
      { error: "due_at must lie in the future; it is 2026-11-27T08:15 in Europe/Berlin now" },
      "That is in the past. When shall I remind you to stretch?",
    ],
    [
      "remind me tomorrow at 8 to stretch",
      "set_reminder",
      { error: "at is skipped in Europe/Berlin" },
      "That did not work: at is skipped in Europe/Berlin. When shall I remind you to stretch?",
    ],
    [
      "cancel the task tax form",
      "update_task",
      { task: { id: "t9", title: "Tax form", status: "cancelled" } },
      "The task “Tax form” is cancelled.",
    ],
    [
      "done with the tax form",
      "complete_task",
      { done: true, task: { id: "t9", title: "Tax form", status: "open" } },
      "Done: “Tax form”. Well done! It will come again.",
    ],
    [
      "delete the task tax form",
      "delete_item",
      { error: "there is no such task" },
      "That did not work: there is no such task.",
    ],
    [
      "my goal is to run 10k by June",
      "create_goal",
      { id: "g2" },
      "I have set your goal: run 10k, by 30 June 2027.",
    ],
    ["what are my goals", "list_goals", { goals: [] }, "You have set no goals yet."],
    [
      "what are my goals",
      "list_goals",
      { goals: [{ id: "g1", title: "Run 10k", progress: 40, target_date: "2027-06-30" }] },
      "Your goals: “Run 10k” (40 % done), by 30 June 2027.",
    ],
    [
      "what do I have to do today",
      "list_tasks",
      {
        tasks: [
          { id: "t1", title: "Tax form", due: "Friday 2026-11-27T17:00" },
          { id: "t2", title: "Pay the bill", due: "Thursday 2026-11-26T17:00", overdue: true },
          { id: "t3", title: "Swim", due: "Saturday 2026-11-28T17:00" },
          { id: "t4", title: "Sweep", due: "Friday 2026-11-27T23:59" },
        ],
      },
      "To do today, Friday 27 November: “Tax form”, due today, Friday 27 November at 17:00; “Pay the bill”, due on Thursday 26 November at 17:00 (overdue); “Sweep”, due today, Friday 27 November.",
    ],
    [
      "show my reminders",
      "list_reminders",
      { reminders: [{ id: "r1", text: "stretch", at: "2026-11-27T19:00:00.000Z" }] },
      "I will remind you: “stretch”, today, Friday 27 November at 20:00.",
    ],
    [
      "what is in my calendar tomorrow",
      "list_events",
      { events: [{ id: "e1", title: "Dentist", starts: "Friday 2026-11-27T15:00" }] },
      "There is nothing in your calendar tomorrow, Saturday 28 November.",
    ],
  ])("%s (%s)", (message, name, result, answer) => {
    expect(say(message, { results: [[name, {}, result]] })).toBe(answer);
  });

  test("of the days that were asked for", () => {
    expect(called("what do I have to do today")).toEqual(["list_tasks", { due_until: "2026-11-27" }]);
    expect(called("what is overdue?")).toEqual(["list_tasks", { due_until: "2026-11-27T08:15" }]);
    expect(called("what is in my calendar tomorrow")).toEqual([
      "list_events",
      { from: "2026-11-28T00:00", until: "2026-11-28" },
    ]);
  });

  test("with the title of what was meant", () => {
    const results: Asked["results"] = [["update_goal", { id: "g1", progress: 40 }, { id: "g1" }]];
    expect(say("I have reached 40% of my running goal", { results })).toBe(
      "Your goal “Run 10k” is 40 % done.",
    );
  });
});

describe("a question is answered in the next message:", () => {
  const asked = (user: string, assistant: string): Asked => ({
    before: [
      ["user", user],
      ["assistant", assistant],
    ],
  });

  test.each([
    ["remind me to stretch", "When shall I remind you to stretch?", "tomorrow at 8"],
    ["remind me at 8", "Of what shall I remind you tomorrow, Saturday 28 November at 08:00?", "to stretch"],
    [
      "remind me yesterday at 8 to stretch",
      "That did not work: it is over. When shall I remind you to stretch?",
      "Tomorrow at 8, please.",
    ],
  ])("%s", (before, question, message) => {
    expect(called(message, asked(before, question))).toEqual([
      "set_reminder",
      { text: "stretch", at: "2026-11-28T08:00" },
    ]);
  });

  test("an event's time", () => {
    const before = asked("put the party in my calendar", "When is “Party”?");
    expect(called("on Saturday at 8pm", before)).toEqual([
      "add_event",
      { title: "Party", starts: "2026-11-28T20:00" },
    ]);
  });

  const deleting = asked("delete the goal to run 10k", "Shall I delete the goal “Run 10k”?");

  test("whether to delete", () => {
    const results: Asked["results"] = [
      ["delete_item", { kind: "goal", id: "g1" }, { needs_confirmation: true, what: 'the goal "Run 10k"' }],
    ];
    expect(say("delete the goal to run 10k", { results })).toBe("Shall I delete the goal “Run 10k”?");
    for (const yes of ["yes", "Yes, delete it.", "yes, delete", "Yes please!", "do it", "ok"]) {
      expect(called(yes, deleting), yes).toEqual(["delete_item", { kind: "goal", id: "g1" }]);
    }
    const done: Asked["results"] = [["delete_item", { kind: "goal", id: "g1" }, { deleted: true }]];
    expect(say("yes", { ...deleting, results: done })).toBe("I have deleted the goal “Run 10k”.");
    for (const no of ["no", "No, keep it", "never mind"]) {
      expect(reply(no, deleting), no).toEqual({ calls: [], text: "Fine, I keep the goal “Run 10k”." });
    }
    expect(reply("I love jazz", deleting)).toEqual({ calls: [], text: "Noted: you love jazz." });
  });

  test("and what becomes of a goal's tasks", () => {
    const question =
      "Shall I delete the goal “Run 10k”? It has open tasks: say whether to delete, cancel or keep them.";
    const results: Asked["results"] = [
      [
        "delete_item",
        { kind: "goal", id: "g1" },
        { error: "tasks must say what becomes of its 2 open tasks" },
      ],
    ];
    expect(say("delete the goal to run 10k", { results })).toBe(question);
    const before = asked("delete the goal to run 10k", question);
    expect(called("keep them", before)).toEqual(["delete_item", { kind: "goal", id: "g1", tasks: "keep" }]);
    expect(called("Yes, and cancel its tasks", before)?.[1]).toMatchObject({ tasks: "cancel" });
    for (const open of ["yes", "Yes, delete it", "delete the goal"]) {
      expect(called(open, before), open).toEqual(["delete_item", { kind: "goal", id: "g1" }]);
    }
    expect(called("delete them too", before)?.[1]).toMatchObject({ tasks: "delete" });
    expect(say("no", before)).toBe("Fine, I keep the goal “Run 10k”.");
  });

  test("which of several is meant", () => {
    const reminders = [
      { id: "r1", text: "stretch", at: "Friday 2026-11-27T20:00" },
      { id: "r2", text: "stretch", at: "Sunday 2026-11-29T09:00" },
      { id: "r3", text: "read", at: "Sunday 2026-11-29T09:00" },
    ];
    const results: Asked["results"] = [["list_reminders", {}, { reminders }]];
    const question = say("cancel the reminder to stretch", { results });
    expect(question).toBe(
      "Which reminder do you mean: “stretch”, today, Friday 27 November at 20:00 or “stretch”, on Sunday 29 November at 09:00?",
    );
    const before = asked("cancel the reminder to stretch", question);
    for (const answer of ["the second one", "The one on Sunday, please", "the last", "9:00"]) {
      expect(called(answer, before), answer).toEqual(["list_reminders", {}]);
      expect(called(answer, { ...before, results }), answer).toEqual(["cancel_reminder", { id: "r2" }]);
    }
    expect(called("the first", { ...before, results })).toEqual(["cancel_reminder", { id: "r1" }]);
    expect(reply("I love jazz", { ...before, results })).toEqual({
      calls: [],
      text: "Noted: you love jazz.",
    });
    expect(reply("no", before).calls).toEqual([]);
  });

  test("and a wish in the same words is a yes, too", () => {
    expect(called("Delete the goal!", deleting)).toEqual(["delete_item", { kind: "goal", id: "g1" }]);
  });

  test("but a yes to nothing deletes nothing", () => {
    expect(reply("yes", asked("hi", "How are you?")).calls).toEqual([]);
    expect(reply("yes").calls).toEqual([]);
  });
});

describe("what the prompt shows is referred to", () => {
  test.each([
    [
      "How am I doing?",
      "Your goals: “Run 10k” (20 % done), by 30 June 2027. 2 tasks are due today, 1 of them overdue.",
    ],
    ["What should I do?", "First: “Pay the bill”, due on Thursday 26 November at 17:00 (overdue)."],
    [
      "Hi!",
      "Hello! What is on your mind? Due today: “Pay the bill”; “Tax form” at 17:00. In your calendar today: “Dentist” at 15:00.",
    ],
  ])("%s %s", (message, answer) => {
    expect(say(message)).toBe(answer);
  });

  test.each([
    [
      [dentist],
      "Nothing is due today. Next in your calendar: “Dentist”, today, Friday 27 November at 15:00.",
    ],
    [[goal], "Nothing is due today. A small step for your goal “Run 10k” would be a good one."],
    [[stretch], "Nothing is due, and you have set no goals yet. What would you like to reach?"],
  ])("and so is what comes next: %j", (shown, answer) => {
    expect(say("what should I do next?", { shown })).toBe(answer);
  });

  test("and without it all is as it was", () => {
    expect(say("Hi!", { shown: [] })).toBe("Hello! What is on your mind?");
    expect(say("How am I doing?", { shown: [] })).toMatch(/^I do not know/);
  });

  test("but it is no memory", () => {
    expect(say("What is my goal?")).toMatch(/^I do not know/);
  });
});

test("no tool is called that is not offered, or while none may be", () => {
  expect(reply("remind me tomorrow at 8 to stretch", { more: {} }).calls).toEqual([]);
  expect(reply("remind me tomorrow at 8 to stretch", { more: { tools, tool_choice: "none" } }).calls).toEqual(
    [],
  );
  expect(reply("remember that my goal is to run 10k").calls).toEqual([]);
});
