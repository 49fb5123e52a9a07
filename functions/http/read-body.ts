import { PayloadTooLarge } from "#shared/errors.ts";
import { defaultBodyLimitBytes } from "#shared/wire/http/contract.ts";

/** Reads a body up to its limit and no further. */
export async function readBodyText(request: Request, limitBytes = defaultBodyLimitBytes): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new PayloadTooLarge(limitBytes);
  const body = await request.arrayBuffer();
  if (body.byteLength > limitBytes) throw new PayloadTooLarge(limitBytes);
  return new TextDecoder().decode(body);
}
