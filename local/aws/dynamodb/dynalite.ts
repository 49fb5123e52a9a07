import { createRequire } from "node:module";
import type { Fields } from "../service.ts";

// The package's own server throws out of its callbacks, which would end the process.
const load = createRequire(import.meta.url);

type Done = (error: unknown, answer?: object) => void;

export interface Dynalite {
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    put(key: string, value: object): Promise<void>;
    del(key: string): Promise<void>;
  };
  readonly tableDb: { get(key: string, done: (error: unknown, table?: object) => void): void };
}

interface StoreOptions {
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

interface Rules {
  readonly types: object;
  readonly custom?: unknown;
}

export const { create } = load("dynalite/db") as { create(options: StoreOptions): Dynalite };
const { checkTypes, checkValidations } = load("dynalite/validations") as {
  checkTypes(input: Fields, types: object): Fields;
  checkValidations(input: Fields, types: object, custom: unknown, store: Dynalite): void;
};

const operations = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
]);

export const isOperation = (name: string) => operations.has(name);

export async function runOperation(store: Dynalite, name: string, input: Fields): Promise<object> {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const rules = load(`dynalite/validations/${file}`) as Rules;
  const run = load(`dynalite/actions/${file}`) as (store: Dynalite, input: Fields, done: Done) => void;
  const checked = checkTypes(input, rules.types);
  checkValidations(checked, rules.types, rules.custom, store);
  return await new Promise((resolve, reject) =>
    run(store, checked, (error, answer) => (error ? reject(error) : resolve(answer ?? {}))),
  );
}
