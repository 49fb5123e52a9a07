import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface OnePort {
  readonly url: string;
  /** What is open is not heard any more, as after a machine slept; what opens from now on is. */
  freeze(): void;
  /** Nobody is let in, and all that is open ends, until told otherwise. */
  refuse(isRefused: boolean): void;
  close(): Promise<void>;
}

/** HTTP/1.1 and HTTP/2 without TLS behind one port: whoever speaks HTTP/2 says so first. */
export async function onePort(port: number, servers: { http: Server; http2: Server }): Promise<OnePort> {
  /** Each with its way on, once it has said what it speaks. */
  const sockets = new Map<Socket, Socket | null>();
  let isRefused = false;
  const behind = { http: await listen(servers.http, 0), http2: await listen(servers.http2, 0) };

  const server = createServer({ noDelay: true }, (socket) => {
    if (isRefused) {
      socket.resetAndDestroy();
      return;
    }
    sockets.set(socket, null);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.once("data", (first: Buffer) => {
      const isHttp2 = first.toString("latin1").startsWith("PRI ");
      const inner = connect({ port: isHttp2 ? behind.http2 : behind.http, host: "127.0.0.1", noDelay: true });
      sockets.set(socket, inner);
      inner.on("error", () => socket.destroy());
      inner.on("close", () => socket.destroy());
      socket.on("close", () => inner.destroy());
      inner.write(first);
      socket.pipe(inner);
      inner.pipe(socket);
    });
  });
  const end = () => {
    for (const socket of sockets.keys()) socket.destroy();
  };

  return {
    url: `http://127.0.0.1:${await listen(server, port)}`,
    freeze() {
      for (const [socket, inner] of sockets) {
        if (inner === null) continue;
        socket.unpipe(inner).resume();
        inner.unpipe(socket).resume();
      }
    },
    refuse(yes) {
      isRefused = yes;
      if (yes) end();
    },
    async close() {
      end();
      await Promise.all([server, servers.http, servers.http2].map(stop));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  await closed;
}
