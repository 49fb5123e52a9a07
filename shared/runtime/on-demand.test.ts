import { expect, test } from "vitest";
import { onDemand } from "./on-demand.ts";

interface Greeter {
  greet(name: string, times: number): Promise<string>;
}

function start(greeter: Greeter) {
  let loads = 0;
  const port = onDemand<Greeter>(async () => {
    loads++;
    return greeter;
  });
  return { port, loads: () => loads };
}

test("a port is loaded with its first call, once, and answers as itself", async () => {
  const { port, loads } = start({ greet: async (name, times) => `hello ${name}`.repeat(times) });
  expect(loads()).toBe(0);
  expect(await Promise.all([port.greet("a", 1), port.greet("b", 2)])).toEqual(["hello a", "hello bhello b"]);
  expect(loads()).toBe(1);
});

test("a port's failure is its own", async () => {
  const { port } = start({ greet: () => Promise.reject(new Error("not today")) });
  await expect(port.greet("a", 1)).rejects.toThrow("not today");
});

test("a port is no promise: it may be handed on through one", async () => {
  const { port, loads } = start({ greet: async (name) => name });
  expect(await (await Promise.resolve(port)).greet("a", 1)).toBe("a");
  expect(loads()).toBe(1);
});
