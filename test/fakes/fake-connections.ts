import type { Clock } from "#shared/ports/clock.ts";
import type { Audience, Connection, ConnectionSweep, Connections } from "#shared/ports/connections.ts";
import { fakeClock } from "./fake-clock.ts";

export interface FakeConnections extends Connections, Audience, ConnectionSweep {
  readonly open: ReadonlyMap<string, Connection>;
  /** While true, every call rejects. */
  failing: boolean;
}

const longestConnectionMs = 7_200_000;

export function fakeConnections(clock: Clock = fakeClock()): FakeConnections {
  const open = new Map<string, Connection>();
  const heard = new Map<string, Set<string>>();
  const refuseIfFailing = () => {
    if (fake.failing) throw new Error("no answer");
  };
  const drop = (connectionId: string) => {
    heard.delete(connectionId);
    return open.delete(connectionId);
  };
  const expired = (now: number) =>
    [...open.values()].filter(({ connectedAt }) => connectedAt + longestConnectionMs <= now);

  const fake: FakeConnections = {
    open,
    failing: false,
    async put(connection) {
      refuseIfFailing();
      drop(connection.connectionId);
      open.set(connection.connectionId, connection);
    },
    async remove(connectionId) {
      refuseIfFailing();
      drop(connectionId);
    },
    async hear(connectionId, conversationId) {
      refuseIfFailing();
      if (!open.has(connectionId)) return;
      heard.set(connectionId, (heard.get(connectionId) ?? new Set()).add(conversationId));
    },
    async find({ conversationId, ...whose }) {
      const all = await fake.findAll(whose);
      return all.filter(({ connectionId }) => heard.get(connectionId)?.has(conversationId));
    },
    async findAll({ tenantId, userId }) {
      refuseIfFailing();
      for (const { connectionId } of expired(clock.now())) drop(connectionId);
      return [...open.values()]
        .filter((socket) => socket.tenantId === tenantId && socket.userId === userId)
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > clock.now())
        .map(({ connectionId, expiresAt }) => ({ connectionId, listensUntil: expiresAt }));
    },
    async sweep(now) {
      refuseIfFailing();
      return expired(now).filter(({ connectionId }) => drop(connectionId)).length;
    },
  };
  return fake;
}
