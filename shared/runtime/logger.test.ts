import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLogger } from "./logger.ts";

const written: Record<string, unknown>[] = [];

beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    written.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

test("a line is one JSON object with its time, level and fields", () => {
  createLogger("info", { service: "http" }).info("request", { status: 200 });
  expect(written).toEqual([
    { timestamp: expect.stringMatching(/Z$/), level: "info", what: "request", service: "http", status: 200 },
  ]);
});

test("a line goes past the console, which Lambda has taken over", () => {
  const log = vi.spyOn(console, "log");
  createLogger("info").error("failed");
  expect([log.mock.calls, written]).toMatchObject([[], [{ level: "error" }]]);
});

test.each([
  ["debug", ["info", "warn", "error"]],
  ["info", ["info", "warn", "error"]],
  ["warn", ["warn", "error"]],
  ["error", ["error"]],
] as const)("from level %s on, %j are written", (lowest, expected) => {
  const log = createLogger(lowest);
  log.info("a");
  log.warn("b");
  log.error("c");
  expect(written.map(({ level }) => level)).toEqual(expected);
});

test("a logger with more fields keeps its level and the fields it had", () => {
  const log = createLogger("warn", { a: 1 }).with({ b: 2 });
  log.info("quiet");
  log.warn("loud");
  expect(written).toMatchObject([{ what: "loud", a: 1, b: 2 }]);
});

describe("an error", () => {
  test("is told by name, message, code, cause and where it came from", () => {
    const cause = Object.assign(new TypeError("no route"), { code: "ECONNREFUSED" });
    createLogger("info").error("failed", { error: new Error("no answer", { cause }) });
    expect(written[0]?.error).toEqual({
      name: "Error",
      message: "no answer",
      cause: { name: "TypeError", message: "no route", code: "ECONNREFUSED", stack: expect.any(Array) },
      stack: expect.any(Array),
    });
  });

  test("of Postgres is told without its detail, which can quote a row", () => {
    const error = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (content)=(my secret) already exists.",
      where: "my secret",
    });
    createLogger("info").error("failed", { error, cause: { nested: error } });
    expect(written[0]?.error).toMatchObject({ message: "duplicate key", code: "23505" });
    expect(JSON.stringify(written)).not.toContain("secret");
  });
});
