import type { Route } from "../route.ts";
import { listConsentsRoute, recordConsentRoute } from "./consents.ts";
import { endDeviceRoute, listDevicesRoute } from "./devices.ts";
import { exportUserRoute } from "./person-export.ts";
import { listPushDevicesRoute, registerPushDeviceRoute, removePushDeviceRoute } from "./push-devices.ts";
import { changeUserRoute, deleteUserRoute, getUserRoute } from "./users.ts";

/** What people say of themselves, their devices and what may be kept of them. */
export const routes: readonly Route[] = [
  getUserRoute,
  changeUserRoute,
  exportUserRoute,
  recordConsentRoute,
  listConsentsRoute,
  registerPushDeviceRoute,
  listPushDevicesRoute,
  removePushDeviceRoute,
  listDevicesRoute,
  endDeviceRoute,
  deleteUserRoute,
];
