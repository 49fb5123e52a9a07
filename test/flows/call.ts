import { expect } from "vitest";
import type * as z from "zod";
import { errorEnvelope } from "#shared/wire/http/error.ts";
import type { Exchange } from "../logs/known-secrets.ts";

export interface Request {
  readonly method?: string;
  /** Text travels as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): unknown;
}

let tell: ((exchange: Exchange) => void) | undefined;

/** Shows each exchange to somebody: one at a time. */
export function watchExchanges(listener: typeof tell): void {
  tell = listener;
}

export async function call(url: string, { method, body, headers = {} }: Request = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  tell?.({ headers, body, answer: text });
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** What a schema says, and nothing beside it. */
export function shaped<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const value = schema.parse(json);
  expect(value).toEqual(json);
  return value;
}

/** The error that every refusal carries. */
export function refusal(answer: Answer): z.output<typeof errorEnvelope>["error"] {
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const { error } = shaped(errorEnvelope, answer.json());
  expect(error.request_id).toBe(answer.headers.get("x-request-id"));
  expect(error.message).not.toBe("");
  return error;
}

/** As in an address: lists comma-separated, what is undefined left out. */
export function queryString(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
