import type { Route } from "../../../route.ts";
import {
  cancelCheckInRoute,
  changeCheckInRoute,
  createCheckInRoute,
  getCheckInRoute,
  listCheckInsRoute,
} from "./check-ins.ts";
import { acknowledgeNotificationRoute, listNotificationsRoute } from "./notifications.ts";
import {
  acknowledgeReminderRoute,
  cancelReminderRoute,
  changeReminderRoute,
  createReminderRoute,
  getReminderRoute,
  listRemindersRoute,
  snoozeReminderRoute,
} from "./reminders.ts";

export const routes: readonly Route[] = [
  listRemindersRoute,
  createReminderRoute,
  getReminderRoute,
  changeReminderRoute,
  snoozeReminderRoute,
  acknowledgeReminderRoute,
  cancelReminderRoute,
  listNotificationsRoute,
  acknowledgeNotificationRoute,
  listCheckInsRoute,
  createCheckInRoute,
  getCheckInRoute,
  changeCheckInRoute,
  cancelCheckInRoute,
];
