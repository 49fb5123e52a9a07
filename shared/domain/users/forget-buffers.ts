import type { ErasureStep, LeavingPerson, PersonTraces } from "../../ports/erasure.ts";
import type { Page } from "../../ports/page.ts";
import { type ForgetsTurns, forgetTurns } from "../conversations/forget-buffer.ts";

export interface ForgetsAllBuffers extends ForgetsTurns {
  readonly traces: PersonTraces;
}

const atOnce = 50;

/**
 * What was said lately stands in buffers that only the conversations' ids lead to: it goes before they do. Nobody
 * tells how many there were.
 */
export function forgetBuffers(ports: ForgetsAllBuffers): ErasureStep {
  return {
    name: "buffers",
    async eraseSome(person) {
      for await (const ids of pagesOf(ports.traces, person)) {
        await Promise.all(ids.map((id) => forgetTurns(ports, id, { letters: true })));
      }
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
