import { personOf } from "#shared/domain/access/person-of.ts";
import { acknowledgeNotification } from "#shared/domain/coach/acknowledge-notification.ts";
import { getNotification } from "#shared/domain/coach/get-notification.ts";
import { removeNotification } from "#shared/domain/coach/remove-notification.ts";
import type { Delivery } from "#shared/ports/reminder.ts";
import {
  acknowledgeNotificationContract,
  changeNotificationContract,
  deleteNotificationContract,
  getNotificationContract,
  listNotificationsContract,
} from "#shared/wire/http/notifications.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { route } from "../../../route.ts";
import { toInstant } from "../../memory-shapes.ts";
import { toNamed } from "../../named.ts";

export const listNotificationsRoute = route(listNotificationsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const { state: states, limit, cursor } = query;
  const { items, next } = await ports.reminders.deliveries(
    person,
    { states },
    { limit, after: cursor ?? null },
  );
  const body = { items: items.map(toResponse), next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const getNotificationRoute = route(
  getNotificationContract,
  async ({ caller, query, params, ports }) => {
    const person = personOf(caller, toNamed(query));
    const body = toResponse(await getNotification(ports, { person, id: params.id }));
    return { status: 200, body, tenantId: person.tenantId };
  },
);

export const changeNotificationRoute = route(changeNotificationContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, params } = call;
  const acknowledged = await acknowledgeNotification(call.ports, { person, id: params.id, requestId });
  return { status: 200, body: toResponse(acknowledged), tenantId: person.tenantId };
});

export const acknowledgeNotificationRoute = route(acknowledgeNotificationContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, params } = call;
  await acknowledgeNotification(call.ports, { person, id: params.id, requestId });
  return { status: 204, body: null, tenantId: person.tenantId };
});

export const deleteNotificationRoute = route(deleteNotificationContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const { requestId, params } = call;
  await removeNotification(call.ports, { person, id: params.id, requestId });
  return { status: 204, body: null, tenantId: person.tenantId };
});

function toResponse(delivery: Delivery) {
  return {
    id: delivery.id,
    reminder_id: delivery.reminderId,
    kind: delivery.kind,
    text: delivery.text,
    conversation_id: delivery.clientConversationId,
    due_at: toInstant(delivery.dueAt),
    fired_at: toInstant(delivery.firedAt),
    state: delivery.state,
    told: delivery.told,
    pushed: delivery.pushed,
    escalations: delivery.escalations,
    closed_at: toInstant(delivery.closedAt),
  };
}
