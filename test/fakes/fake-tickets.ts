import type { TicketHolder, Tickets } from "#shared/ports/tickets.ts";

export interface FakeTickets extends Tickets {
  readonly kept: ReadonlyMap<string, { readonly holder: TicketHolder; readonly expiresAt: number }>;
  /** While true, every call rejects. */
  failing: boolean;
}

export function fakeTickets(): FakeTickets {
  const kept = new Map<string, { holder: TicketHolder; expiresAt: number }>();
  const fake: FakeTickets = {
    kept,
    failing: false,
    async keep(ticketHash, holder, expiresAt) {
      if (fake.failing) throw new Error("no answer");
      kept.set(ticketHash, { holder, expiresAt });
    },
    async take(ticketHash, now) {
      if (fake.failing) throw new Error("no answer");
      const found = kept.get(ticketHash);
      if (!found || found.expiresAt <= now) return null;
      kept.delete(ticketHash);
      return found.holder;
    },
  };
  return fake;
}
