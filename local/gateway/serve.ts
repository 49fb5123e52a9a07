import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A listener on a free port of its own, for tests. */
export async function serve(listener: RequestListener): Promise<{ url: string; close(): void }> {
  const server = createServer({ maxHeaderSize: 64 * 1024 }, listener);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
