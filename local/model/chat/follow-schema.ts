import type { JsonSchema } from "./chat-order.ts";
import { makeTitle } from "./make-title.ts";

/** The plainest value that a schema allows: what is required, lists empty, texts from the text. */
export function followSchema(schema: JsonSchema, text: string): unknown {
  return fill(schema, { root: schema, text, key: "" });
}

interface Place {
  readonly root: JsonSchema;
  readonly text: string;
  /** The name of the property to fill. */
  readonly key: string;
}

function fill(given: unknown, place: Place): unknown {
  const schema = resolve(given, place.root);
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(choices)) {
    const chosen = choices.find((choice) => resolve(choice, place.root).type !== "null") ?? choices[0];
    return fill(chosen, place);
  }
  switch (typeOf(schema)) {
    case "object":
      return fillObject(schema, place);
    case "array": {
      const count = numberAt(schema, "minItems") ?? 0;
      return Array.from({ length: count }, () => fill(schema.items, place));
    }
    case "integer":
      return Math.ceil(smallest(schema));
    case "number":
      return smallest(schema);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return fillText(schema, place);
  }
}

function fillObject(schema: JsonSchema, place: Place): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  const keys = Array.isArray(schema.required) ? schema.required.map(String) : Object.keys(properties);
  return Object.fromEntries(keys.map((key) => [key, fill(properties[key] ?? {}, { ...place, key })]));
}

function fillText(schema: JsonSchema, { text, key }: Place): string {
  if (schema.format === "date") return "2026-01-01";
  if (schema.format === "date-time") return "2026-01-01T00:00:00.000Z";
  if (schema.format === "uuid") return "00000000-0000-4000-8000-000000000000";
  const full = /title|name|label/i.test(key) ? makeTitle(text) : text;
  const cut = full.slice(0, numberAt(schema, "maxLength") ?? full.length);
  return cut.padEnd(numberAt(schema, "minLength") ?? 0, ".");
}

function smallest(schema: JsonSchema): number {
  const above = numberAt(schema, "exclusiveMinimum");
  const least = numberAt(schema, "minimum") ?? (above === undefined ? undefined : above + 1);
  const most = numberAt(schema, "maximum");
  return least ?? Math.min(0, most ?? 0);
}

function typeOf(schema: JsonSchema): unknown {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== "null") ?? "null";
  return schema.type ?? (schema.properties ? "object" : schema.items ? "array" : "string");
}

function numberAt(schema: JsonSchema, key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" ? value : undefined;
}

/** "#/$defs/Name" leads to a schema within the same one. */
function resolve(given: unknown, root: JsonSchema, depth = 0): JsonSchema {
  const schema = (typeof given === "object" && given !== null ? given : {}) as JsonSchema;
  const { $ref } = schema;
  if (typeof $ref !== "string" || !$ref.startsWith("#/") || depth > 9) return schema;
  let found: unknown = root;
  for (const key of $ref.slice(2).split("/")) found = (found as JsonSchema | undefined)?.[key];
  return resolve(found, root, depth + 1);
}
