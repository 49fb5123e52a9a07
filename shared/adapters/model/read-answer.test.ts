import fc from "fast-check";
import { expect, test } from "vitest";
import { ChatFailure } from "./chat-failure.ts";
import { createAnswerReader } from "./read-answer.ts";

const anything = fc.jsonValue({ maxDepth: 2 });
const or = <Value>(usual: fc.Arbitrary<Value>) => fc.oneof({ weight: 4, arbitrary: usual }, anything);
const call = fc.record(
  {
    index: or(fc.nat(3)),
    id: or(fc.string()),
    function: or(fc.record({ name: or(fc.string()), arguments: or(fc.string()) })),
  },
  { requiredKeys: [] },
);
const chunk = fc.record(
  {
    choices: or(
      fc.array(
        or(
          fc.record(
            {
              delta: or(
                fc.record(
                  { content: or(fc.string()), tool_calls: or(fc.array(or(call))) },
                  { requiredKeys: [] },
                ),
              ),
              finish_reason: or(fc.constantFrom(null, "stop", "length", "tool_calls")),
            },
            { requiredKeys: [] },
          ),
        ),
        { maxLength: 2 },
      ),
    ),
    usage: or(fc.record({ prompt_tokens: or(fc.nat()), completion_tokens: or(fc.nat()) })),
  },
  { requiredKeys: [] },
);

test("whatever a server sends is read as an answer that is sound, or refused as none", () => {
  fc.assert(
    fc.property(fc.array(or(chunk), { maxLength: 6 }), (chunks) => {
      const answer = createAnswerReader();
      try {
        for (const each of chunks) expect(answer.read(each)).toEqual(expect.any(String));
        const { calls, finishReason } = answer.finish();
        expect(calls.length > 0).toBe(finishReason === "tools");
        expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
        for (const { id, name, arguments: given } of calls) {
          expect(id).not.toBe("");
          expect(name).not.toBe("");
          expect(given).toEqual(expect.any(String));
        }
      } catch (error) {
        if (!(error instanceof ChatFailure)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
