import { expect, test } from "vitest";
import { describeMemory, describeTool, describeUsage, firstWords, printable } from "./describe.ts";

test("A text from elsewhere cannot move the cursor, ring the bell or rename the window", () => {
  expect(printable("a\u001b[2Jb\u0007c\u001b]0;x\u0007d\r\u009b1me")).toBe("abcde");
  expect(printable("one\n\ttwo ✓ 日本")).toBe("one\n\ttwo ✓ 日本");
});

test("First words end at a word, on one line", () => {
  expect(firstWords("I love\n hiking", 60)).toBe("I love hiking");
  expect(firstWords("I love hiking in the mountains", 16)).toBe("I love hiking …");
  expect(firstWords("😀".repeat(20), 10)).toBe(`${"😀".repeat(9)} …`);
});

test("A tool is shown with what it was asked", () => {
  expect(describeTool("search_memory", { query: "tea", top_k: 5, until: null })).toBe(
    '· search_memory "tea" 5',
  );
  expect(describeTool("list_goals", {})).toBe("· list_goals");
});

test("A memory is shown by its type, or by its kind where it has none", () => {
  expect(describeMemory({ kind: "memory", type: "preference", content: "Likes tea" })).toBe(
    "· remembered preference: Likes tea",
  );
  expect(describeMemory({ kind: "message", content: "I like tea" })).toBe("· remembered message: I like tea");
});

test("What a turn took is shown in tokens", () => {
  expect(describeUsage({ prompt_tokens: 12, completion_tokens: 3 })).toBe("· 12 tokens read, 3 written");
});
