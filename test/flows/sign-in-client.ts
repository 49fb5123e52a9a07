import { expect } from "vitest";
import { tokensResponse } from "#shared/wire/http/tokens.ts";
import { type Answer, call, type Request, shaped } from "./call.ts";

export type Device = Awaited<ReturnType<typeof signIn>>;

/** A person's device, signed in by development's door. */
export async function signIn(
  url: string,
  who: { tenant_id: string; user_id?: string; device_name?: string },
) {
  const answer = await call(`${url}/v1/auth/dev`, { body: who });
  expect(answer.status, answer.text).toBe(200);
  const tokens = shaped(tokensResponse, answer.json());
  return {
    ...tokens,
    as: (path: string, request: Request = {}) => callAs(url, tokens.access_token, path, request),
  };
}

export function callAs(url: string, token: string, path: string, request: Request = {}): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, ...request.headers };
  return call(`${url}${path}`, { ...request, headers });
}

export function refresh(url: string, refresh_token: string): Promise<Answer> {
  return call(`${url}/v1/auth/refresh`, { body: { refresh_token } });
}

export async function refreshed(url: string, refreshToken: string) {
  const answer = await refresh(url, refreshToken);
  expect(answer.status, answer.text).toBe(200);
  return shaped(tokensResponse, answer.json());
}
