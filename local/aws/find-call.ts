import { findScheduleCall } from "./scheduler/find-schedule-call.ts";
import type { Fields } from "./service.ts";

export type ServiceName = "AmazonSQS" | "DynamoDB" | "secretsmanager" | "Scheduler";

export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  /** What the path and the query say, beside the body. */
  readonly fields: Fields;
}

const targets: Readonly<Record<string, ServiceName>> = {
  AmazonSQS: "AmazonSQS",
  DynamoDB_20120810: "DynamoDB",
  secretsmanager: "secretsmanager",
};

/** The address of a request, or null when it is none. */
export function readUrl(path = "/"): URL | null {
  const url = URL.parse(path, "http://localhost");
  return url && isDecodable(url.pathname) ? url : null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

/** Which service a request is for, by its target header or its path. */
export function findCall(method: string, url: URL, target: string | undefined): Call | null {
  if (target === undefined) return findScheduleCall(method, url);
  const [name = "", operation = ""] = target.split(".");
  const service = targets[name];
  return service === undefined ? null : { service, operation, fields: {} };
}
