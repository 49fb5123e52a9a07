import { createApp } from "#functions/http/app.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "./fake-http-ports.ts";

/** The HTTP app on fakes, called without a wire. */
export function startFakeHttp(environment: Record<string, string> = {}) {
  const ports = fakeHttpPorts();
  const app = createApp({ settings: buildSettings(environment), ports });
  const call = async (method: string, path: string, given: { body?: unknown; headers?: object } = {}) => {
    const { body } = given;
    const response = await app.request(path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...given.headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: readJson(response, text) };
  };
  return { ports, call };
}

function readJson(response: Response, text: string) {
  return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
}
