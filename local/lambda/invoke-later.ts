import { setTimeout as sleep } from "node:timers/promises";
import type { LocalFunctions } from "./start-functions.ts";

/** How long Lambda waits before it tries an asynchronous event again. */
const retryAfterMs = [60_000, 120_000];

/** Takes an event as Lambda does from a service: at once, and tries twice more if the function fails. */
export function invokeLater(
  lambda: Pick<LocalFunctions, "invoke">,
  onGivenUp: (name: string, error: unknown) => void,
) {
  const stopped = new AbortController();
  const run = async (name: string, event: unknown) => {
    for (const waitMs of [...retryAfterMs, undefined]) {
      try {
        await lambda.invoke(name, event);
        return;
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (waitMs === undefined) return onGivenUp(name, error);
        await sleep(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
        if (stopped.signal.aborted) return;
      }
    }
  };
  return {
    accept(name: string, event: unknown): void {
      void run(name, event);
    },
    async close(): Promise<void> {
      stopped.abort();
    },
  };
}
