import { validateHeaderName, validateHeaderValue } from "node:http";
import { isHopByHop } from "./hop-by-hop.ts";

export interface HttpAnswer {
  statusCode: number;
  headers: [name: string, value: string][];
  cookies: string[];
  body: Buffer;
}

/** What a function returned, as payload format 2.0 reads it; undefined when it is malformed. */
export function readAnswer(result: unknown): HttpAnswer | undefined {
  if (!isObject(result) || !("statusCode" in result)) return inferred(result);
  const statusCode = Number(result.statusCode);
  const headers = readHeaders(result.headers);
  const cookies = readCookies(result.cookies);
  const { body, isBase64Encoded } = result;
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) return undefined;
  if (!headers || !cookies || !(isAbsent(body) || typeof body === "string")) return undefined;
  const encoding = isBase64Encoded === true ? "base64" : "utf8";
  return { statusCode, headers, cookies, body: Buffer.from(body ?? "", encoding) };
}

function inferred(result: unknown): HttpAnswer {
  const body = typeof result === "string" ? result : JSON.stringify(result ?? null);
  return {
    statusCode: 200,
    headers: [["content-type", "application/json"]],
    cookies: [],
    body: Buffer.from(body),
  };
}

/** Undefined when a value could not go over the wire. */
export function readHeaders(headers: unknown): [string, string][] | undefined {
  if (isAbsent(headers)) return [];
  if (!isObject(headers)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
    if (!isSendable(name, String(value))) return undefined;
    if (!isHopByHop(name)) pairs.push([name.toLowerCase(), String(value)]);
  }
  return pairs;
}

function readCookies(cookies: unknown): string[] | undefined {
  if (isAbsent(cookies)) return [];
  if (!Array.isArray(cookies)) return undefined;
  return cookies.every((cookie) => isSendable("set-cookie", cookie)) ? cookies : undefined;
}

function isSendable(name: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
