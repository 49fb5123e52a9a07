import { PayloadTooLarge, ValidationFailed } from "#shared/errors.ts";
import { defaultBodyLimitBytes } from "#shared/wire/http/contract.ts";

/** Reads a body up to its limit and no further. */
export async function readBody(request: Request, limitBytes = defaultBodyLimitBytes): Promise<ArrayBuffer> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new PayloadTooLarge(limitBytes);
  const body = await request.arrayBuffer();
  if (body.byteLength > limitBytes) throw new PayloadTooLarge(limitBytes);
  return body;
}

export function toText(body: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw ValidationFailed.at("", "the body must be UTF-8");
  }
}
