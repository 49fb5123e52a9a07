import * as z from "zod";

interface Described {
  readonly type?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Described>>;
}

export interface WrongValue {
  /** Where the refusal must point. */
  readonly field: string;
  readonly what: string;
  readonly value: unknown;
}

const nul = "a\u0000b";
const loneSurrogate = "a\ud800b";

const wrongTypes: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, null, ["a"], { a: 1 }],
  number: ["7", true, null, [1], { a: 1 }],
  integer: ["7", 1.5, null, [1]],
  object: ["a", 7, null, ["a"]],
  array: ["a", 7, null, { a: 1 }],
};
const badIds = ["", "a b", "ü", "a/b", "a".repeat(129)];
const badInstants = [
  "",
  "yesterday",
  "2026-01-31",
  "2026-01-31T09:30:00",
  "2026-02-30T09:30:00Z",
  "2026-01-31T25:00:00Z",
  "0000-01-01T00:00:00Z",
  "1899-12-31T23:59:59Z",
  "9999-12-31T23:59:59-01:00",
];
const badUuids = ["nope", "019a0000-0000-7000-8000", "019a0000-0000-7000-8000-00000000000g"];

/** Every way in which each field of a JSON body may be wrong, by what its schema says of it. */
export function wrongInBody(schema: z.ZodType): WrongValue[] {
  const root = describe(schema);
  return fieldsOf(root, root).flatMap(({ field, about, required }) => [
    ...(required ? [{ field, what: "left out", value: undefined }] : []),
    ...(wrongTypes[about.type ?? ""] ?? []).map((value) => ({ field, what: kindOf(value), value })),
    ...wrongContent(field, about),
  ]);
}

/** The same for a query, where every value is text. */
export function wrongInQuery(schema: z.ZodType): WrongValue[] {
  const root = describe(schema);
  return fieldsOf(root, root).flatMap(({ field, about, required }) => [
    ...(required ? [{ field, what: "left out", value: undefined }] : []),
    ...(about.type === "number" || about.type === "integer"
      ? ["many", "NaN", "Infinity"].map((value) => ({ field, what: value, value }))
      : []),
    ...wrongContent(field, about).filter(({ value }) => value !== loneSurrogate),
  ]);
}

/** The paths of all fields: a list's are those of its first item. */
function fieldsOf(about: Described, root: Described, path = ""): Field[] {
  return Object.entries(about.properties ?? {}).flatMap(([name, given]) => {
    const field = path === "" ? name : `${path}.${name}`;
    const inner = resolve(given, root);
    const items = inner.items && resolve(inner.items, root);
    const deeper = items?.properties ? fieldsOf(items, root, `${field}.0`) : fieldsOf(inner, root, field);
    return [{ field, about: inner, required: about.required?.includes(name) ?? false }, ...deeper];
  });
}
interface Field {
  readonly field: string;
  readonly about: Described;
  readonly required: boolean;
}

function wrongContent(field: string, about: Described): WrongValue[] {
  const wrong = (what: string, value: unknown) => ({ field, what, value });
  if (about.type === "string") return wrongTexts(about).map((value) => wrong(kindOf(value), value));
  if (about.type === "array" && about.items?.enum) return [wrong("a list of unknown words", ["nope"])];
  const { minimum, maximum, minItems } = about;
  return [
    ...(minimum === undefined ? [] : [wrong("too small", minimum - 1)]),
    ...(maximum === undefined || maximum > 1e9 ? [] : [wrong("too large", maximum + 1)]),
    ...(minItems ? [wrong("an empty list", [])] : []),
  ];
}

function wrongTexts({ pattern, format, enum: words, minLength, maxLength }: Described): string[] {
  if (format === "date-time") return badInstants;
  if (format === "uuid") return badUuids;
  if (words) return ["", "nope"];
  if (pattern) return badIds;
  return [
    nul,
    ...(maxLength === undefined ? [] : [loneSurrogate, "x".repeat(maxLength + 1)]),
    ...(minLength ? [""] : []),
  ];
}

function describe(schema: z.ZodType): Described {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Described;
  return { ...resolve(root, root), ...(root.$defs && { $defs: root.$defs }) };
}

function resolve(about: Described, root: Described): Described {
  return about.$ref === undefined ? about : (root.$defs?.[about.$ref.split("/").at(-1)!] ?? about);
}

function kindOf(value: unknown): string {
  if (value === "") return "empty text";
  if (value === nul) return "text with NUL";
  if (value === loneSurrogate) return "text with half a surrogate pair";
  const text = JSON.stringify(value);
  return text.length > 60 ? `text of ${text.length - 2} characters` : text;
}
