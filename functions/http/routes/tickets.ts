import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { issueTicket } from "#shared/domain/access/issue-ticket.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { issueTicketContract } from "#shared/wire/http/tickets.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

const secret = "this Idempotency-Key got a ticket already, which is shown once: ask under another key";

export const issueTicketRoute = route(issueTicketContract, async (call) => {
  const { caller, ports, idempotency, requestId } = call;
  const person = personOf(caller, toNamed(call.query));
  const { ticket, expiresInSeconds } = await answerOnce(ports, { actor: person, idempotency, secret }, () =>
    issueTicket(ports, { caller, person, requestId }),
  );
  return { status: 200, body: { ticket, expires_in: expiresInSeconds }, tenantId: person.tenantId };
});
