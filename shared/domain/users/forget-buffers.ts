import type { ErasureStep, LeavingPerson, PersonTraces } from "../../ports/erasure.ts";
import type { Page } from "../../ports/page.ts";
import { type ForgetsPeople, forgetUnstored, forgetWaiting } from "../conversations/forget-buffer.ts";

export interface ForgetsAllBuffers extends ForgetsPeople {
  readonly traces: PersonTraces;
}

const atOnce = 50;

/**
 * What was said lately stands in buffers that only the conversations' ids lead to: it goes before they do, and so does
 * what waits to be begun. Nobody tells how many there were.
 */
export function forgetBuffers(ports: ForgetsAllBuffers): ErasureStep {
  return {
    name: "buffers",
    async eraseSome(person) {
      for await (const ids of pagesOf(ports.traces, person)) await forgetWaiting(ports, ids);
      await forgetUnstored(ports, person.ownerId);
      return { erased: 0, more: false };
    },
  };
}

async function* pagesOf(traces: PersonTraces, person: LeavingPerson) {
  let after: string | null = null;
  do {
    const page: Page<string> = await traces.conversationIds(person, { limit: atOnce, after });
    yield page.items;
    after = page.next;
  } while (after !== null);
}
