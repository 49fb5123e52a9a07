import { issueTicket } from "#shared/domain/access/issue-ticket.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { issueTicketContract } from "#shared/wire/http/tickets.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const issueTicketRoute = route(issueTicketContract, async ({ caller, query, ports, requestId }) => {
  const person = personOf(caller, toNamed(query));
  const { ticket, expiresInSeconds } = await issueTicket(ports, { caller, person, requestId });
  return { status: 200, body: { ticket, expires_in: expiresInSeconds }, tenantId: person.tenantId };
});
