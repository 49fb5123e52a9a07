import type { KeyRegister, KnownKey } from "../../ports/api-keys.ts";
import type { Clock } from "../../ports/clock.ts";

export type Keyring = ReturnType<typeof createKeyring>;

interface Remembered {
  readonly known: KnownKey | null;
  readonly lookedUpAt: number;
  holdsAt: number;
}

const rememberMs = 60_000;
/** A revoked key may go on for no longer. */
const trustMs = 5_000;
const mostKeys = 1_000;

/** The keys that an instance has seen of late, those that are none included. */
export function createKeyring({ keyRegister, clock }: { keyRegister: KeyRegister; clock: Clock }) {
  const remembered = new Map<string, Remembered>();

  async function lookUp(hash: string): Promise<KnownKey | null> {
    const now = clock.now();
    const known = await keyRegister.recognise(hash, now);
    remember(hash, { known, lookedUpAt: now, holdsAt: now });
    return known;
  }
  function remember(hash: string, entry: Remembered): void {
    remembered.delete(hash);
    remembered.set(hash, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > mostKeys && oldest !== undefined) remembered.delete(oldest);
  }

  return {
    async recognise(hash: string): Promise<KnownKey | null> {
      const entry = remembered.get(hash);
      if (entry && entry.lookedUpAt > clock.now() - rememberMs) return entry.known;
      return await lookUp(hash);
    },

    /** Somebody who knows has said that it was not revoked. */
    confirm(hash: string): void {
      const entry = remembered.get(hash);
      if (entry) entry.holdsAt = clock.now();
    },

    revoke(hash: string): void {
      const now = clock.now();
      remember(hash, { known: null, lookedUpAt: now, holdsAt: now });
    },

    /** Without a word of revocations: what was seen to hold within seconds holds, the rest is looked up anew. */
    async stillHolds(hash: string): Promise<boolean> {
      const entry = remembered.get(hash);
      if (entry && entry.holdsAt > clock.now() - trustMs) return entry.known !== null;
      return (await lookUp(hash)) !== null;
    },
  };
}
