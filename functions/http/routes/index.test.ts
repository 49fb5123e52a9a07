import { describe, expect, test } from "vitest";
import { clientFrame } from "#shared/wire/frames/client-frame.ts";
import { scopes } from "#shared/wire/http/contract.ts";
import { frameRows, routeRows } from "#test/access/matrix.ts";
import { routes } from "./index.ts";

const contracts = routes.map(({ contract }) => contract);
const titles = contracts.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

test("every route says who may call it, in a word that is known", () => {
  const unknown = contracts.filter(({ scope }) => ![...scopes, "open"].includes(scope));
  expect(unknown.map(({ operationId }) => operationId)).toEqual([]);
});

test("no two routes have one address or one name", () => {
  expect(new Set(titles).size).toBe(titles.length);
  const names = contracts.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

describe("the matrix", () => {
  test("names every route, and nothing that is none", () => {
    expect(Object.keys(routeRows).toSorted()).toEqual(titles.toSorted());
  });

  test("names every frame of the socket, and nothing that is none", () => {
    const types = clientFrame.options.map(({ shape }) => shape.type.value);
    expect(Object.keys(frameRows).toSorted()).toEqual(types.toSorted());
  });

  test.each(contracts.map((contract, at) => [titles[at]!, contract] as const))(
    "says of %s what its contract says",
    (title, { scope, devOnly }) => {
      expect(routeRows[title]!.may).toBe(devOnly ? "dev" : scope);
    },
  );
});

test("an open route that takes a body says how often it may be asked", () => {
  const open = contracts.filter(({ scope, body, devOnly }) => scope === "open" && body && !devOnly);
  const unlimited = open.filter(({ limits }) => !limits?.address);
  expect(unlimited.map(({ operationId }) => operationId)).toEqual([]);
});
