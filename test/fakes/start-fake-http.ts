import { createApp } from "#functions/http/app.ts";
import type { Settings } from "#shared/runtime/settings.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "./fake-http-ports.ts";

interface Given {
  readonly body?: unknown;
  readonly headers?: object;
  /** Who called API Gateway. */
  readonly sourceIp?: string;
}

/** The HTTP app on fakes, called without a wire. */
export function startFakeHttp(environment: Record<string, string> = {}, changes: Partial<Settings> = {}) {
  const ports = fakeHttpPorts();
  const app = createApp({ settings: { ...buildSettings(environment), ...changes }, ports });
  const call = async (method: string, path: string, given: Given = {}) => {
    const { body, sourceIp } = given;
    const init = {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...given.headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    const response = await app.request(path, init, sourceIp && { requestContext: { http: { sourceIp } } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: readJson(response, text) };
  };
  return { ports, call };
}

function readJson(response: Response, text: string) {
  return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
}
