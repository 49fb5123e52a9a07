import { once } from "node:events";
import { createServer } from "node:net";

/** Rejects at once with EADDRINUSE, before anything else was started. */
export async function assertPortFree(port: number): Promise<void> {
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
}
