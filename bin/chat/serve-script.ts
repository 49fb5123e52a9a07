import { onTestFinished } from "vitest";
import { type Connection, keepConnected } from "./keep-connected.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** A scripted server for as long as a test takes. */
export async function serveScript(script: Script = {}, port?: number): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, port);
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await server.close();
  };
  onTestFinished(close);
  return { ...server, close };
}

export function connectTo({ url }: { readonly url: string }, tries = { first: 1, later: 100 }): Connection {
  const connection = keepConnected({ address: new URL(url), headers: {}, tries, pause: () => 10 });
  onTestFinished(connection.close);
  return connection;
}
