import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Backend } from "./backend.ts";
import { openEmbedded } from "./open-embedded.ts";
import { serveRest } from "./rest/serve-rest.ts";

export interface LocalRedis {
  readonly url: string;
  readonly token: string;
  /** Commands that came over the wire; each one of a pipeline or transaction counts, those inside a script do not. */
  commandCount(): number;
  close(): Promise<void>;
}

export interface LocalRedisOptions {
  /** Where the embedded store keeps its log; null keeps all in memory. */
  readonly dataDir: string | null;
  /** redis://… of a real server to put behind the same endpoint in place of the embedded store. */
  readonly upstream?: string;
  readonly now?: () => number;
  readonly port?: number;
}

const token = "local-redis-token";

export async function startRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const backend = await openBackend(options);
  let commands = 0;
  const server = serveRest({ backend, token, onCommand: () => commands++ });
  try {
    server.listen(options.port ?? 0, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    await backend.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    commandCount: () => commands,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await backend.close();
    },
  };
}

async function openBackend({ upstream, dataDir, now = Date.now }: LocalRedisOptions): Promise<Backend> {
  if (upstream === undefined) return openEmbedded(dataDir, now);
  const { openUpstream } = await import("./upstream.ts");
  return openUpstream(upstream);
}
