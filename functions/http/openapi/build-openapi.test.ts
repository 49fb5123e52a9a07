import { describe, expect, test } from "vitest";
import { allRoutes } from "../routes/index.ts";
import { buildOpenapi } from "./build-openapi.ts";

const routes = await allRoutes();
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  security: unknown[];
  parameters: Parameter[];
  requestBody?: { required: boolean };
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

const document = buildOpenapi(
  routes.map(({ contract }) => contract),
  "1.2.3",
) as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.values(item).map((operation) => ({ path, operation })),
);

/** Every object within a value, itself included. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
}

test("the document is OpenAPI 3.1 of this version", () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info.version).toBe("1.2.3");
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test("every route is in it, under a name of its own, with its statuses and the error", () => {
  expect(operations).toHaveLength(routes.length);
  for (const { contract } of routes) {
    const operation = document.paths[contract.path]?.[contract.method];
    expect(operation?.operationId).toBe(contract.operationId);
    expect(Object.keys(operation?.responses ?? {}).toSorted()).toEqual(
      [...Object.keys(contract.responses), "default"].toSorted(),
    );
  }
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
});

test("every reference leads somewhere, and every schema is used", () => {
  const references = objectsIn(document).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
  const targets = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect([...new Set(references)].toSorted()).toEqual(targets.toSorted());
});

test("no schema brings along what OpenAPI does not know", () => {
  for (const each of objectsIn(document)) {
    expect(Object.keys(each)).not.toContain("$schema");
    expect(Object.keys(each)).not.toContain("$defs");
  }
});

describe("parameters", () => {
  test("of a path are those in its braces, and required", () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name)).toEqual(named);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  test("of a query say what must be given", () => {
    const { parameters = [] } = document.paths["/v1/memory/search"]?.get ?? {};
    const required = parameters.filter((one) => one.in === "query" && one.required).map(({ name }) => name);
    expect(required).toEqual(["query"]);
  });

  test("let a server key act for a user wherever credentials are asked for, and nowhere else", () => {
    for (const { operation } of operations) {
      const actsFor = operation.parameters.some(({ name }) => name === "X-User-Id");
      expect(actsFor).toBe(operation.security.length > 0);
    }
  });

  test("offer Idempotency-Key where it is honoured", () => {
    for (const { contract } of routes) {
      const { parameters = [] } = document.paths[contract.path]?.[contract.method] ?? {};
      expect(parameters.some(({ name }) => name === "Idempotency-Key")).toBe(contract.idempotent === true);
    }
  });
});

test("limits on text are shown as they are checked", () => {
  const draft = document.components.schemas.MessageDraft as { properties: Record<string, object> };
  expect(draft.properties.content).toMatchObject({ type: "string", minLength: 1, maxLength: 32_000 });
});

test("pages are shown as pages", () => {
  const { content = {} } = document.paths["/docs"]?.get?.responses[200] ?? {};
  expect(Object.keys(content)).toEqual(["text/html"]);
});

test("the frames of the socket are in it, each by its type", () => {
  const typesOf = (name: string) =>
    (document.components.schemas[name]!.oneOf as { properties: { type: { const: string } } }[]).map(
      ({ properties }) => properties.type.const,
    );
  const chat = ["chat.send", "chat.watch", "chat.resume", "chat.cancel"];
  expect(typesOf("ClientFrame")).toEqual([...chat, "reminder.ack", "reminder.snooze", "ping"]);
  expect(typesOf("ServerFrame")).toContain("chat.accepted");
  const { description = "" } = (document as unknown as { tags: { description: string }[] }).tags[0]!;
  for (const type of [...typesOf("ClientFrame"), ...typesOf("ServerFrame")]) {
    expect(description).toContain(`\`${type}`);
  }
});
