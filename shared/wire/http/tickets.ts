import * as z from "zod";
import { named } from "../primitives.ts";
import { contract } from "./contract.ts";

export const ticketResponse = z
  .object({
    ticket: z.string().meta({ description: "Put it into the socket's address: wss://…/ws/chat?ticket=…" }),
    expires_in: z.int().meta({ description: "Seconds" }),
  })
  .meta({ id: "Ticket" });

export const issueTicketContract = contract({
  operationId: "issueTicket",
  method: "post",
  path: "/v1/auth/ws-ticket",
  tag: "Sign-in",
  summary: "Get a ticket for a WebSocket",
  description:
    "It opens one socket, once, within a minute. A key needs the scope chat and a user. Under an Idempotency-Key it is shown once: a repeat is 409.",
  scope: "chat",
  limits: { address: 120, account: 30 },
  query: z.object(named),
  idempotent: true,
  responses: { 200: { description: "Issued", schema: ticketResponse } },
});
