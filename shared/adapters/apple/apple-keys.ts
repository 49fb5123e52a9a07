import { type CryptoKey, importJWK, type JWK } from "jose";
import { AppleRefused, UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";

export interface AppleKeysOptions {
  /** Where Apple answers. */
  readonly url: string;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

/** Keys as old as this are asked for again. */
const freshMs = 3_600_000;
/** Known keys hold for so long while Apple does not answer. */
const heldMs = 24 * freshMs;
const refetchPauseMs = 60_000;
/** Without any key nobody can sign in, so that Apple is asked again soon. */
const firstPauseMs = 1_000;
const smallestModulusBits = 2048;

/** Apple's public keys, as this instance knows them. */
export function appleKeys({ url, clock, deadlineMs }: AppleKeysOptions) {
  let known: ReadonlyMap<string, CryptoKey> = new Map();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let mayAskAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const first = known.size === 0;
    try {
      known = await fetchKeys(`${url}/auth/keys`, deadlineMs);
      fetchedAt = clock.now();
      failure = undefined;
      mayAskAt = first ? fetchedAt : fetchedAt + refetchPauseMs;
    } catch (error) {
      failure = error;
      mayAskAt = clock.now() + (first ? firstPauseMs : refetchPauseMs);
    }
  }

  return {
    /** The key of this name. An unknown name makes everybody who asks at once look together, once a minute at most. */
    async find(kid: string | undefined): Promise<CryptoKey> {
      if (kid === undefined) throw new AppleRefused("no key is named");
      const isFresh = () => fetchedAt > clock.now() - freshMs;
      if (!(known.has(kid) && isFresh())) {
        if (clock.now() >= mayAskAt) {
          asking ??= ask().finally(() => {
            asking = undefined;
          });
        }
        await asking;
      }
      const key = known.get(kid);
      if (key && fetchedAt > clock.now() - heldMs) return key;
      if (failure === undefined) throw new AppleRefused("the key is not Apple's");
      const waitSeconds = Math.max(1, Math.ceil((mayAskAt - clock.now()) / 1_000));
      throw new UpstreamUnavailable("Apple", failure, waitSeconds);
    },
  };
}

async function fetchKeys(address: string, deadlineMs: number): Promise<ReadonlyMap<string, CryptoKey>> {
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(deadlineMs) });
  if (!response.ok) throw new Error(`Apple answered ${response.status} for its keys`);
  const { keys } = (await response.json()) as { keys?: unknown };
  const found = new Map<string, CryptoKey>();
  for (const jwk of Array.isArray(keys) ? keys : []) {
    const key = await importKey(jwk);
    if (key) found.set(jwk.kid, key);
  }
  if (found.size === 0) throw new Error("Apple answered without a key that can be used");
  return found;
}

/** Only what can check RS256; Apple may come to publish others beside it. */
async function importKey(jwk: JWK | null): Promise<CryptoKey | null> {
  if (jwk?.kty !== "RSA" || typeof jwk.kid !== "string") return null;
  try {
    const key = (await importJWK({ kty: "RSA", n: jwk.n!, e: jwk.e! }, "RS256")) as CryptoKey;
    const { modulusLength } = key.algorithm as { modulusLength?: number };
    return (modulusLength ?? 0) >= smallestModulusBits ? key : null;
  } catch {
    return null;
  }
}
