import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { pipedInput, promptedInput } from "./input.ts";

function terminal() {
  const keys = new PassThrough();
  const screen = new PassThrough();
  let interrupts = 0;
  const input = promptedInput(keys, screen, () => {
    interrupts += 1;
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor
  const seen = () => String(screen.read() ?? "").replace(/\u001b\[\d*[A-Z]/g, "");
  return { keys, input, screen, seen, interrupts: () => interrupts };
}

test("Every line of a pipe is given, the last one without its end too", async () => {
  const input = pipedInput(Readable.from(["one\r\ntw", "o\n\nthree"]));
  const lines: unknown[] = [];
  for (let line = await input.next(""); line !== undefined; line = await input.next("")) lines.push(line);
  expect(lines).toEqual(["one", "two", "", "three"]);
  expect(await input.next("")).toBeUndefined();
});

test("A person is prompted and their line is given", async () => {
  const { keys, input, seen } = terminal();
  const line = input.next("> ");
  keys.write("hello\r");
  expect(await line).toBe("hello");
  expect(seen()).toBe("> hello\r\n");
});

test("What is typed while nobody waits stays unseen until the next prompt", async () => {
  const { keys, input, seen } = terminal();
  keys.write("one\rtw");
  await new Promise(setImmediate);
  expect(seen()).toBe("");
  expect(await input.next("> ")).toBe("one");
  const next = input.next("> ");
  keys.write("o\r");
  expect(await next).toBe("two");
  expect(seen()).toContain("> one\n");
});

test("Ctrl-C is told, whether somebody waits or not, and loses no line", async () => {
  const { keys, input, interrupts } = terminal();
  keys.write("\u0003");
  await expect.poll(interrupts).toBe(1);
  const line = input.next("> ");
  keys.write("\u0003hello\r");
  expect(await line).toBe("hello");
  expect(interrupts()).toBe(2);
});

test("What is said meanwhile stands above the prompt and what was typed", async () => {
  const { keys, input, screen, seen } = terminal();
  input.besides(() => screen.write("before\n"));
  expect(seen()).toBe("before\n");
  const line = input.next("> ");
  keys.write("hel");
  await expect.poll(seen).toContain("hel");
  input.besides(() => screen.write("a reminder\n"));
  expect(seen()).toBe("a reminder\n> hel");
  keys.write("lo\r");
  expect(await line).toBe("hello");
});

test("Ctrl-D ends it", async () => {
  const { keys, input } = terminal();
  const line = input.next("> ");
  keys.write("\u0004");
  expect(await line).toBeUndefined();
  expect(await input.next("> ")).toBeUndefined();
});
