import { expect, test } from "vitest";
import { readArguments } from "./read-arguments.ts";

function read(...args: string[]) {
  const options = readArguments(args);
  if (options === "help") throw new Error("it asked for help");
  return { ...options, url: options.url.href, api: options.api.href };
}

test("Without arguments it talks to what `npm run dev` starts", () => {
  expect(read()).toMatchObject({ url: "ws://127.0.0.1:8000/ws/chat", api: "http://127.0.0.1:8000/" });
  expect(readArguments([], { AIMI_PORT: "9000" })).toMatchObject({
    url: { port: "9000" },
    api: { port: "9000" },
  });
});

test("The API is asked at the socket's own host, with TLS where the socket has it", () => {
  expect(read("--url", "wss://coach.example/ws/chat").api).toBe("https://coach.example/");
  expect(read("--url", "wss://a.example/local", "--api", "https://b.example/").api).toBe(
    "https://b.example/",
  );
});

test("An address of the API alone is understood as the socket behind it", () => {
  expect(read("--url", "https://coach.example").url).toBe("wss://coach.example/ws/chat");
});

test.each([
  { args: ["--url", "coach"], problem: "--url is no address" },
  { args: ["--api", "ws://coach.example"], problem: "--api is no address" },
  { args: ["--user", "a b"], problem: "--user is no id" },
  { args: ["--conversation", "x/y"], problem: "--conversation is no id" },
  { args: ["--token", "t", "--key", "k", "--user", "u"], problem: "both say who speaks" },
  { args: ["--key", "k"], problem: "Add --user ID" },
  { args: ["--colour"], problem: "--help" },
  { args: ["hello"], problem: "--help" },
])("$args is refused with what to do about it", ({ args, problem }) => {
  expect(() => readArguments(args)).toThrow(problem);
});

test("Help is given whatever else is asked", () => {
  expect(readArguments(["--help", "--url", "coach"])).toBe("help");
});
