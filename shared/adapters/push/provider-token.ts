import { importPKCS8, SignJWT } from "jose";
import type { Clock } from "../../ports/clock.ts";

export interface ApnsKey {
  readonly teamId: string;
  readonly keyId: string;
  /** PKCS #8, as Apple hands it out. */
  readonly privateKey: string;
}

/** APNs takes a token for an hour, and no new one within twenty minutes. */
const minute = 60_000;
const keptMs = 50 * minute;
const youngMs = 20 * minute;

/** The token by which APNs knows us: one for all that is sent while it holds. */
export function providerToken({ key, clock }: { readonly key: ApnsKey; readonly clock: Clock }) {
  let imported: ReturnType<typeof importPKCS8> | undefined;
  let held: { readonly token: Promise<string>; readonly at: number } | undefined;

  async function sign(at: number): Promise<string> {
    imported ??= importPKCS8(key.privateKey, "ES256");
    return await new SignJWT()
      .setProtectedHeader({ alg: "ES256", kid: key.keyId })
      .setIssuer(key.teamId)
      .setIssuedAt(Math.floor(at / 1_000))
      .sign(await imported);
  }

  function make() {
    const at = clock.now();
    held = { token: sign(at), at };
    return held;
  }

  return {
    current(): Promise<string> {
      const isFresh = held !== undefined && clock.now() - held.at < keptMs;
      return (isFresh ? held! : make()).token;
    },

    /** Another one than that which APNs calls expired; null where it would be too soon for it. */
    async renew(expired: string): Promise<string | null> {
      if (!held) return await make().token;
      if ((await held.token) !== expired) return await held.token;
      return clock.now() - held.at < youngMs ? null : await make().token;
    },
  };
}
