import { Unauthenticated } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Tickets } from "../../ports/tickets.ts";
import type { Caller } from "./caller.ts";
import { hashTicket } from "./issue-ticket.ts";

interface Needs {
  readonly tickets: Tickets;
  readonly clock: Clock;
}

/** Says who holds a ticket, and uses it up. What is behind it must still hold. */
export async function redeemTicket({ tickets, clock }: Needs, ticket: string): Promise<Caller> {
  if (!/^aimi_wt_[\w-]{43}$/.test(ticket)) throw new Unauthenticated();
  const now = clock.now();
  const holder = await tickets.take(hashTicket(ticket), now);
  if (!holder || (holder.signIn && holder.signIn.expiresAt <= now)) throw new Unauthenticated();
  const { tenantRatePerMinute: rate } = holder;
  return {
    id: holder.callerId,
    tenantId: holder.tenantId,
    userId: holder.userId,
    scopes: new Set(["chat"]),
    mayProvision: false,
    ...(holder.signIn && { signIn: holder.signIn }),
    ...(holder.key && { key: holder.key }),
    ...(rate !== undefined && { tenantRatePerMinute: rate }),
  };
}
