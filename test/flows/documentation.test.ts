import { readFile } from "node:fs/promises";
import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { call } from "./call.ts";
import { readCurls } from "./read-curls.ts";
import { contracts, titleOf } from "./refusals/sample-requests.ts";

const { url } = inject("cloud");
type Json = Record<string, unknown>;

describe.each(["/docs", "/redoc"])("%s", (path) => {
  test("is a page that may load nothing from anywhere else, and does not try to", async () => {
    const { status, headers, text } = await call(`${url}${path}`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect([...text.matchAll(/\b(?:src|href|action|poster|data)\s*=\s*["']?\s*(?:[a-z]+:)?\/\//gi)]).toEqual(
      [],
    );
    expect(text).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\//i);
    expect(text).not.toMatch(/<(?:iframe|object|embed|link)\b/i);
  });

  test("reads the document that stands beside it", async () => {
    const { text } = await call(`${url}${path}`);
    expect(text).toContain("openapi.json");
  });
});

describe("the OpenAPI document", () => {
  const load = async () =>
    (await call(`${url}/openapi.json`)).json() as Json & { paths: Record<string, Json> };

  test("is of version 3.1 and names the API", async () => {
    const document = await load();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: "Aimi", version: expect.any(String) });
  });

  test.each(contracts.map((contract) => [titleOf(contract), contract] as const))(
    "describes %s",
    async (_title, contract) => {
      const operation = (await load()).paths[contract.path]?.[contract.method] as Json;
      expect(operation).toMatchObject({ operationId: contract.operationId, summary: contract.summary });
      expect(Object.keys(operation.responses as Json).sort()).toEqual(
        [...Object.keys(contract.responses), "default"].sort(),
      );
      expect("requestBody" in operation).toBe(contract.body !== undefined);
      expect(operation.security).toHaveLength(contract.scope === "open" ? 0 : 2);
    },
  );

  test("describes nothing else, and nothing twice", async () => {
    const { paths } = await load();
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods) as Json[]);
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.sort()).toEqual(contracts.map(({ operationId }) => operationId).sort());
  });

  test("names each parameter of a path", async () => {
    for (const [path, methods] of Object.entries((await load()).paths)) {
      const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(methods) as { parameters: { name: string; in: string }[] }[]) {
        const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
        expect(inPath.map(({ name }) => name)).toEqual(names);
      }
    }
  });

  test("has what every $ref in it leads to", async () => {
    const document = await load();
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(5);
    for (const ref of refs) expect([ref, follow(document, ref)]).toEqual([ref, expect.any(Object)]);
  });

  test("gives examples that the API would take", async () => {
    const { components } = await load();
    const { schemas } = components as { schemas: Record<string, { properties?: Record<string, Json> }> };
    const fields = Object.values(schemas).flatMap(({ properties = {} }) => Object.values(properties));
    const shown = fields.filter((field) => Array.isArray(field.examples));
    expect(shown.length).toBeGreaterThan(0);
    for (const { examples, ...field } of shown) {
      const schema = z.fromJSONSchema(field);
      for (const example of examples as unknown[]) expect(schema.parse(example)).toEqual(example);
    }
  });
});

describe("the README", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const curls = readCurls(readme);

  const creates = [
    ...["/v1/messages", "/v1/goals", "/v1/tasks", "/v1/reminders"],
    ...["/v1/check-ins", "/v1/calendar-feed"],
  ];

  test("tours the API in six curls, what is learnt in five, and what the coach keeps in eight", () => {
    expect(curls).toHaveLength(19);
  });

  test.each(curls)("has a curl that works: $method $address", async ({ method, address, headers, body }) => {
    const { pathname, search } = new URL(address);
    const answer = await call(`${url}${pathname}${search}`, { method, headers, ...(body && { body }) });
    expect(answer.status, answer.text).toBe(method === "POST" && creates.includes(pathname) ? 201 : 200);
  });
});

function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : refsIn(inner),
  );
}

function follow(document: Json, ref: string): unknown {
  expect(ref).toMatch(/^#\//);
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, step) => (at as Json | undefined)?.[step], document);
}
