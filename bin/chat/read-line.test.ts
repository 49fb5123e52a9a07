import { expect, test } from "vitest";
import { readLine } from "./read-line.ts";

const typed = { isPiped: false };
const piped = { isPiped: true };

test("A line is a message, an empty one is nothing", () => {
  expect(readLine("  hello /new \r", typed)).toEqual({ type: "message", text: "hello /new" });
  expect(readLine(" /list of things", typed)).toEqual({ type: "message", text: "/list of things" });
  expect(readLine("   ", typed)).toEqual({ type: "nothing" });
});

test("A slash begins a command", () => {
  expect(readLine("/forget  0198aaaa ", typed)).toEqual({
    type: "command",
    name: "forget",
    argument: "0198aaaa",
  });
  expect(readLine("/list", piped)).toEqual({ type: "command", name: "list", argument: "" });
  expect(readLine("/quit", typed)).toEqual({ type: "quit" });
});

test("What is no command is said to a person and sent from a pipe", () => {
  expect(readLine("/lisst", typed)).toEqual({ type: "no command", name: "lisst" });
  expect(readLine("/toString", typed)).toEqual({ type: "no command", name: "toString" });
  expect(readLine("/usr/bin is a folder", piped)).toEqual({ type: "message", text: "/usr/bin is a folder" });
});
