import { describe, expect, test } from "vitest";
import { clientFrame } from "#shared/wire/frames/client-frame.ts";
import { type Contract, scopes } from "#shared/wire/http/contract.ts";
import { frameRows, routeRows } from "#test/access/matrix.ts";
import { allRoutes } from "./index.ts";
import { routesOnDemand } from "./on-demand.ts";

const contracts = (await allRoutes()).map(({ contract }) => contract);
const titleOf = ({ method, path }: Contract) => `${method.toUpperCase()} ${path}`;
const titles = contracts.map(titleOf);

test("every route says who may call it, in a word that is known", () => {
  const unknown = contracts.filter(({ scope }) => ![...scopes, "open"].includes(scope));
  expect(unknown.map(({ operationId }) => operationId)).toEqual([]);
});

test("no two routes have one address or one name", () => {
  expect(new Set(titles).size).toBe(titles.length);
  const names = contracts.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

test("a group that is loaded on demand stands at the addresses of its routes", async () => {
  for (const { addresses, load } of routesOnDemand) {
    const { routes } = await load();
    expect(routes.map(({ contract }) => titleOf(contract))).toEqual(addresses);
  }
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
    (title, { scope, devOnly, takesKeyAsBearer = false }) => {
      const { may, keyAsBearer = false } = routeRows[title]!;
      expect([may, keyAsBearer]).toEqual([devOnly ? "dev" : scope, takesKeyAsBearer]);
    },
  );
});

test("an open route that takes a body says how often it may be asked", () => {
  const open = contracts.filter(({ scope, body, devOnly }) => scope === "open" && body && !devOnly);
  const unlimited = open.filter(({ limits }) => !limits?.address);
  expect(unlimited.map(({ operationId }) => operationId)).toEqual([]);
});
