import { expect, test } from "vitest";
import { shortenIds } from "./shorten-ids.ts";

test("Eight characters name a memory, unless another begins alike", () => {
  const ids = ["0198aaaa-0000-7000", "0198bbbb-0000-7000", "0198bbbb-0000-7001"];
  expect([...shortenIds(ids).values()]).toEqual(["0198aaaa", "0198bbbb-0000-7000", "0198bbbb-0000-7001"]);
});
