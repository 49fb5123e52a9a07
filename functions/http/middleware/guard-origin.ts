import { createMiddleware } from "hono/factory";
import { holdsSecret } from "#shared/domain/access/holds-secret.ts";
import { Forbidden } from "#shared/errors.ts";
import { originHeader } from "#shared/wire/origin-header.ts";
import type { Env } from "../app.ts";

/** Where an edge stands in front, only it may call: it sends a secret that nobody else knows. */
export function guardOrigin(secret: string | undefined) {
  const comesFromEdge = holdsSecret(secret);
  return createMiddleware<Env>(async (c, next) => {
    if (!comesFromEdge(c.req.header(originHeader))) throw new Forbidden("call the stage's public address");
    await next();
  });
}
