import { Pool } from "pg";
import { listen } from "./listen.ts";
import { appLogin, loginUrl, ownerLogin } from "./local-logins.ts";
import { prepareUpstream } from "./prepare-upstream.ts";
import type { LocalPostgres } from "./start-postgres.ts";
import { forgetBrokenConnection, UpstreamBackend } from "./upstream-backend.ts";
import { openUpstreamSession } from "./upstream-socket.ts";
import { upstreamUrl } from "./upstream-url.ts";

interface UpstreamOptions {
  readonly upstream: string;
  readonly database: string;
  readonly port: number;
}

export async function startUpstream({ upstream, database, port }: UpstreamOptions): Promise<LocalPostgres> {
  await prepareUpstream(upstream, database);
  const superuser = new Pool({ connectionString: upstreamUrl(upstream, database), max: 3 });
  superuser.on("error", forgetBrokenConnection);
  const backend = new UpstreamBackend(superuser, upstream, database);
  const openSession = openUpstreamSession(superuser, upstream, database);
  let requests = 0;
  try {
    const onSql = () => {
      requests++;
    };
    const endpoint = await listen(port, { backend, openSession, onSql });
    return {
      appUrl: loginUrl(appLogin, endpoint.port, database),
      ownerUrl: loginUrl(ownerLogin, endpoint.port, database),
      requestCount: () => requests,
      async close() {
        endpoint.close();
        await backend.close();
        await superuser.end();
      },
    };
  } catch (error) {
    await superuser.end();
    throw error;
  }
}
