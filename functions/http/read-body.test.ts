import { expect, test } from "vitest";
import { PayloadTooLarge, ValidationFailed } from "#shared/errors.ts";
import { readBody, toText } from "./read-body.ts";

const requestOf = (body: string | Uint8Array<ArrayBuffer>) =>
  new Request("http://local/", { method: "POST", body });

test("a body is read as it was sent", async () => {
  expect(toText(await readBody(requestOf("Grüße 🦊")))).toBe("Grüße 🦊");
});

test("a body of other bytes than UTF-8 is refused, and not mended", async () => {
  const latin = await readBody(requestOf(new Uint8Array([0x22, 0x63, 0x61, 0x66, 0xe9, 0x22])));
  expect(() => toText(latin)).toThrow(ValidationFailed);
});

test("a body above its limit is refused", async () => {
  await expect(readBody(requestOf("x".repeat(11)), 10)).rejects.toThrow(PayloadTooLarge);
});
