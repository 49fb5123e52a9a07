import { holdsSecret } from "#shared/domain/access/holds-secret.ts";
import { Forbidden } from "#shared/errors.ts";
import type { Settings } from "#shared/runtime/settings.ts";
import { originHeader } from "#shared/wire/origin-header.ts";

type Headers = Readonly<Record<string, string>>;

/** Only the edge may call where there is one, and of web pages only those that are named; apps send no origin. */
export function createHandshakeGuard(
  settings: Pick<Settings, "AIMI_ORIGIN_SECRET" | "AIMI_CORS_ORIGINS">,
): (headers: Headers) => void {
  const comesFromEdge = holdsSecret(settings.AIMI_ORIGIN_SECRET);
  return ({ [originHeader]: sent, origin }) => {
    if (!comesFromEdge(sent)) throw new Forbidden("call the stage's public address");
    if (origin !== undefined && !settings.AIMI_CORS_ORIGINS.includes(origin)) {
      throw new Forbidden("this origin may not open a socket");
    }
  };
}
