import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

/** A line to a server that a test can cut, or leave hanging, and mend. */
export async function startLine() {
  let target = 0;
  let state: "whole" | "cut" | "hanging" = "whole";
  const open = new Set<Socket>();

  const hold = (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    return socket;
  };
  const server = createServer((incoming) => {
    if (state === "cut") return void incoming.destroy();
    hold(incoming);
    if (state === "hanging") return;
    const outgoing = hold(connect(target, "127.0.0.1"));
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on("close", () => outgoing.destroy());
    outgoing.on("close", () => incoming.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const drop = (next: typeof state) => {
    state = next;
    for (const socket of open) socket.destroy();
  };
  afterAll(() => {
    drop("cut");
    server.close();
  });

  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port: number): void {
      target = port;
    },
    cut: () => drop("cut"),
    hang: () => drop("hanging"),
    mend: () => state !== "whole" && drop("whole"),
  };
}
