import { expect, test } from "vitest";
import { PayloadTooLarge } from "#shared/errors.ts";
import { readBodyText } from "./read-body.ts";

const requestOf = (body: string | Uint8Array<ArrayBuffer>) =>
  new Request("http://local/", { method: "POST", body });

test("a body is read as it was sent", async () => {
  expect(await readBodyText(requestOf("Grüße 🦊"))).toBe("Grüße 🦊");
});

test("a body of other bytes than UTF-8 is refused, and not mended", async () => {
  const latin = new Uint8Array([0x22, 0x63, 0x61, 0x66, 0xe9, 0x22]);
  await expect(readBodyText(requestOf(latin))).rejects.toMatchObject({
    code: "validation_failed",
    details: [{ path: "", message: "the body must be UTF-8" }],
  });
});

test("a body above its limit is refused", async () => {
  await expect(readBodyText(requestOf("x".repeat(11)), 10)).rejects.toThrow(PayloadTooLarge);
});
