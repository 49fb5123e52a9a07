import type { Route } from "../../../route.ts";
import {
  cancelCheckInRoute,
  changeCheckInRoute,
  createCheckInRoute,
  getCheckInRoute,
  listCheckInsRoute,
} from "./check-ins.ts";
import {
  acknowledgeNotificationRoute,
  changeNotificationRoute,
  deleteNotificationRoute,
  getNotificationRoute,
  listNotificationsRoute,
} from "./notifications.ts";
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
  getNotificationRoute,
  changeNotificationRoute,
  acknowledgeNotificationRoute,
  deleteNotificationRoute,
  listCheckInsRoute,
  createCheckInRoute,
  getCheckInRoute,
  changeCheckInRoute,
  cancelCheckInRoute,
];
