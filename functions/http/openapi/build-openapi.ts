import * as z from "zod";
import type { Contract } from "#shared/wire/http/contract.ts";
import { errorEnvelope } from "#shared/wire/http/error.ts";
import { chatDescription, socket } from "./describe-socket.ts";

type Json = Record<string, unknown>;

/** OpenAPI 3.1 from the schemas that validate. */
export function buildOpenapi(contracts: readonly Contract[], version: string): Json {
  const schemas: Json = {};
  const show = (schema: z.ZodType) => hoist(schema, schemas);
  const error = { description: "An error, in the one envelope", content: json(show(errorEnvelope)) };
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    paths[contract.path] ??= {};
    paths[contract.path]![contract.method] = describeOperation(contract, show, error);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Aimi",
      version,
      description:
        "The backend of a personal AI coach that remembers, and a memory service that any product can call.",
    },
    tags: [{ name: "Chat", description: chatDescription }],
    paths,
    "x-websocket": {
      path: socket.path,
      clientFrame: show(socket.clientFrame),
      serverFrame: show(socket.serverFrame),
    },
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        bearerOrKey: { type: "http", scheme: "bearer", description: "A token, or an API key" },
      },
    },
  };
}

function describeOperation(contract: Contract, show: (schema: z.ZodType) => Json, error: Json): Json {
  const open = contract.scope === "open";
  return {
    operationId: contract.operationId,
    tags: [contract.tag],
    summary: contract.summary,
    ...(contract.description && { description: contract.description }),
    ...(!open && { "x-scope": contract.scope }),
    security: open ? [] : [{ apiKey: [] }, { [contract.takesKeyAsBearer ? "bearerOrKey" : "bearer"]: [] }],
    parameters: [
      ...parametersOf("path", contract.params && show(contract.params)),
      ...parametersOf("query", contract.query && show(contract.query)),
      ...(open ? [] : [headerParameter("X-User-Id", "The user on whose behalf a server key acts")]),
      ...(contract.idempotent
        ? [
            headerParameter(
              "Idempotency-Key",
              "A repeat within 24 h gets the first answer again, in which what was changed since is as it is now",
            ),
          ]
        : []),
      ...(contract.namesConversation
        ? [headerParameter("X-Conversation-Id", "The conversation, where the body names none")]
        : []),
      ...(contract.matchesVersion
        ? [
            headerParameter(
              "If-Match",
              "The ETag of what is changed, or a list of which one must fit: of another version it is 412",
            ),
          ]
        : []),
    ],
    ...(contract.body && {
      requestBody: {
        required: !contract.bodyOptional,
        content: contract.bodyLines ? lines : json(show(contract.body)),
      },
    }),
    responses: { ...describeResponses(contract, show), default: error },
  };
}

function describeResponses(contract: Contract, show: (schema: z.ZodType) => Json): Json {
  return Object.fromEntries(
    Object.entries(contract.responses).map(([status, { description, schema, contentType }]) => [
      status,
      {
        description,
        ...(schema && { content: json(show(schema)) }),
        ...(contentType && { content: { [contentType]: { schema: { type: "string" } } } }),
      },
    ]),
  );
}

function parametersOf(place: "path" | "query", schema: Json | undefined): Json[] {
  if (!schema) return [];
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries(schema.properties as Record<string, Json>).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    ...(typeof property.description === "string" && { description: property.description }),
    schema: property,
  }));
}

function headerParameter(name: string, description: string): Json {
  return { name, in: "header", required: false, description, schema: { type: "string" } };
}

const lines = {
  "application/x-ndjson": { schema: { type: "string", description: "A JSON object on each line" } },
};

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

/** Moves what a schema defines by name into the document's components. */
function hoist(schema: z.ZodType, schemas: Json): Json {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs ?? {})) schemas[name] = rename(definition);
  const { id, ...body } = rename(rest) as Json & { id?: string };
  if (typeof id !== "string") return body;
  schemas[id] = body;
  return { $ref: `#/components/schemas/${id}` };
}

function rename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rename);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === "$ref" && typeof inner === "string"
        ? [key, inner.replace("#/$defs/", "#/components/schemas/")]
        : [key, rename(inner)],
    ),
  );
}
