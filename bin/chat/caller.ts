/** Who speaks: by token, by a server's key for a user, or by name alone as development allows. */
export interface Caller {
  readonly token?: string | undefined;
  readonly key?: string | undefined;
  readonly user?: string | undefined;
  readonly tenant?: string | undefined;
}

/** The person that the socket takes in development when none is named; the API's memory routes would take everybody. */
const unnamedUser = "dev-user";

export function callerHeaders({ token, key, user }: Caller): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return key === undefined ? {} : { "x-api-key": key, ...(user !== undefined && { "x-user-id": user }) };
}

/** The address with what the caller names about itself. */
export function addressFor(caller: Caller, address: URL): URL {
  const named = new URL(address);
  const isServer = caller.key !== undefined;
  const user = caller.user ?? (caller.token === undefined ? unnamedUser : undefined);
  if (user !== undefined && !isServer) named.searchParams.set("user_id", user);
  if (caller.tenant !== undefined) named.searchParams.set("tenant_id", caller.tenant);
  return named;
}
