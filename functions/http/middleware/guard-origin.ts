import { timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { hashKey } from "#shared/domain/access/authenticate.ts";
import { Forbidden } from "#shared/errors.ts";
import { originHeader } from "#shared/wire/origin-header.ts";
import type { Env } from "../app.ts";

/** Where an edge stands in front, only it may call: it sends a secret that nobody else knows. */
export function guardOrigin(secret: string | undefined) {
  const expected = secret === undefined ? undefined : hashKey(secret);
  return createMiddleware<Env>(async (c, next) => {
    if (expected && !timingSafeEqual(expected, hashKey(c.req.header(originHeader) ?? ""))) {
      throw new Forbidden("call the stage's public address");
    }
    await next();
  });
}
