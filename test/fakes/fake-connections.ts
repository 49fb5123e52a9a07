import type { Connection, Connections } from "#shared/ports/connections.ts";

export interface FakeConnections extends Connections {
  readonly open: ReadonlyMap<string, Connection>;
  /** While true, every call rejects. */
  failing: boolean;
}

export function fakeConnections(): FakeConnections {
  const open = new Map<string, Connection>();
  const fake: FakeConnections = {
    open,
    failing: false,
    async put(connection) {
      if (fake.failing) throw new Error("no answer");
      open.set(connection.connectionId, connection);
    },
    async remove(connectionId) {
      if (fake.failing) throw new Error("no answer");
      open.delete(connectionId);
    },
  };
  return fake;
}
