import { expect, test } from "vitest";
import { invokeLater } from "./invoke-later.ts";

test("an event is accepted at once, and a failing function does not reach whoever sent it", async () => {
  const asked: unknown[] = [];
  const later = invokeLater(
    {
      invoke: async (_name, event) => {
        asked.push(event);
        throw new Error("no");
      },
    },
    () => asked.push("given up"),
  );
  later.accept("work", { n: 1 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  await later.close();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(asked).toEqual([{ n: 1 }]);
});
