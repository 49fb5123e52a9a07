import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import type { DatabaseProbe } from "../../ports/health.ts";
import type { Tickets } from "../../ports/tickets.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Caller } from "./caller.ts";
import type { Person } from "./person-of.ts";

export const ticketSeconds = 60;

interface Needs {
  readonly tickets: Tickets;
  readonly databaseProbe: DatabaseProbe;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** A ticket opens one socket, once and soon: a browser can put it into an address, where a token must not stand. */
export async function issueTicket(
  ports: Needs,
  { caller, person, requestId }: { caller: Caller; person: Person; requestId: string },
): Promise<{ ticket: string; expiresInSeconds: number }> {
  const ticket = `aimi_wt_${randomBytes(32).toString("base64url")}`;
  const { tenantRatePerMinute: rate } = caller;
  const holder = {
    callerId: caller.id,
    tenantId: person.tenantId,
    userId: person.userId,
    ...(caller.signIn && { signIn: caller.signIn }),
    ...(caller.key && { key: caller.key }),
    ...(typeof rate === "number" && { tenantRatePerMinute: rate }),
  };
  await Promise.all([
    ports.tickets.keep(hashTicket(ticket), holder, ports.clock.now() + ticketSeconds * 1_000),
    wakeDatabase(ports, requestId),
  ]);
  return { ticket, expiresInSeconds: ticketSeconds };
}

export function hashTicket(ticket: string): string {
  return createHash("sha256").update(ticket).digest("hex");
}

/** The first frame finds it awake. */
async function wakeDatabase({ databaseProbe, log }: Needs, requestId: string): Promise<void> {
  try {
    await databaseProbe.check();
  } catch (error) {
    log.warn("database not woken", { request_id: requestId, error });
  }
}
