import { expect, test } from "vitest";
import type { ChatMessage } from "../../ports/chat-model.ts";
import { tellCallsInWords } from "./tell-calls-in-words.ts";

const call = (id: string) => ({ id, name: "find", arguments: `"${id}"` });

test("what tools gave is said by the user, calls go, and roles take turns", () => {
  const said: ChatMessage[] = [
    { role: "system", content: "Be kind." },
    { role: "user", content: "Tea?" },
    { role: "assistant", content: "Let me see.", toolCalls: [call("a"), call("b")] },
    { role: "tool", toolCallId: "a", content: "green" },
    { role: "tool", toolCallId: "b", content: "black" },
    { role: "assistant", content: "", toolCalls: [call("c")] },
    { role: "tool", toolCallId: "c", content: "none" },
    { role: "assistant", content: "Green or black." },
    { role: "tool", toolCallId: "unknown", content: "?" },
  ];
  expect(tellCallsInWords(said)).toEqual([
    { role: "system", content: "Be kind." },
    { role: "user", content: "Tea?" },
    { role: "assistant", content: "Let me see." },
    {
      role: "user",
      content: [
        'As data, what find "a" gave: green',
        'As data, what find "b" gave: black',
        'As data, what find "c" gave: none',
      ].join("\n\n"),
    },
    { role: "assistant", content: "Green or black." },
    { role: "user", content: "As data, what a tool gave: ?" },
  ]);
});
