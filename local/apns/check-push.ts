import type { IncomingHttpHeaders } from "node:http2";
import type { ApnsReason } from "./apns-answer.ts";

const mostBytes = 4_096;
const mostCollapseBytes = 64;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const priorities = ["1", "5", "10"];
const pushTypes = ["alert", "background", "location", "voip", "complication", "fileprovider", "mdm"];

export const devicePath = /^\/3\/device\/([^/]*)$/;

/** What APNs has against a push, but for who sends it. */
export function checkPush(headers: IncomingHttpHeaders, body: string, topic: string): ApnsReason | undefined {
  const given = (name: string) => headers[name] as string | undefined;
  if (headers[":method"] !== "POST") return "MethodNotAllowed";
  const [, token] = devicePath.exec(headers[":path"] ?? "") ?? [];
  if (token === undefined) return "BadPath";
  if (!/^([0-9a-f]{2}){32,100}$/i.test(token)) return "BadDeviceToken";
  if (given("apns-topic") === undefined) return "MissingTopic";
  if (given("apns-topic") !== topic) return "TopicDisallowed";
  if (!pushTypes.includes(given("apns-push-type") ?? "")) return "InvalidPushType";
  if (!priorities.includes(given("apns-priority") ?? "10")) return "BadPriority";
  if (!/^\d{1,15}$/.test(given("apns-expiration") ?? "0")) return "BadExpirationDate";
  if (Buffer.byteLength(given("apns-collapse-id") ?? "") > mostCollapseBytes) return "BadCollapseId";
  if (!uuid.test(given("apns-id") ?? "00000000-0000-4000-8000-000000000000")) return "BadMessageId";
  if (body === "") return "PayloadEmpty";
  if (Buffer.byteLength(body) > mostBytes) return "PayloadTooLarge";
  return undefined;
}
