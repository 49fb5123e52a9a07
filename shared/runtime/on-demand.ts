/** A port whose adapter is loaded with its first call: most instances never need it, and a cold start carries it not. */
export function onDemand<Port extends object>(load: () => Promise<Port>): Port {
  let loading: Promise<Port> | undefined;
  const call = async (name: PropertyKey, given: unknown[]): Promise<unknown> => {
    loading ??= load();
    const port = await loading;
    const method: unknown = Reflect.get(port, name);
    if (typeof method !== "function") throw new TypeError(`the port has no ${String(name)}`);
    return await Reflect.apply(method, port, given);
  };
  return new Proxy({} as Port, {
    get: (_, name) => (name === "then" ? undefined : (...given: unknown[]) => call(name, given)),
  });
}
