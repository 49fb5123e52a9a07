import type { Socket } from "node:net";
import { Client, type Pool } from "pg";
import { authenticateUpstream } from "./authenticate-upstream.ts";
import type { OpenSession } from "./neon-websocket.ts";
import { startupSettings } from "./startup-settings.ts";
import { upstreamUrl } from "./upstream-url.ts";
import { authenticationOk, backendKeyData, parameterStatus, readyForQuery } from "./wire-messages.ts";

interface WireConnection {
  readonly stream: Socket;
  on(
    event: "parameterStatus",
    heard: (status: { parameterName: string; parameterValue: string }) => void,
  ): void;
  on(event: "backendKeyData", heard: (key: { processID: number; secretKey: number }) => void): void;
}

/**
 * Logs in to the real server for the client, then hands bytes through. The login is ours because Neon's
 * proxy takes the password in clear text ahead of being asked, which no server with SCRAM understands.
 */
export function openUpstreamSession(superuser: Pool, upstream: string, database: string): OpenSession {
  return async (client, caller, parameters) => {
    await authenticateUpstream(superuser, database, caller);
    const server = new Client({
      connectionString: upstreamUrl(upstream, database, { name: caller.login, password: caller.password }),
      options: [...startupSettings(parameters)]
        .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, "\\$&")}`)
        .join(" "),
    });
    const connection = (server as unknown as { connection: WireConnection }).connection;
    const greeting = [authenticationOk()];
    connection.on("parameterStatus", ({ parameterName, parameterValue }) => {
      greeting.push(parameterStatus(parameterName, parameterValue));
    });
    connection.on("backendKeyData", ({ processID, secretKey }) => {
      greeting.push(backendKeyData(processID, secretKey));
    });
    await server.connect();
    const { stream } = connection;
    for (const event of ["data", "error", "end", "close"]) stream.removeAllListeners(event);
    stream.on("data", (bytes: Buffer) => client.send(bytes));
    stream.on("close", () => client.close());
    stream.on("error", () => stream.destroy());
    client.send(Buffer.concat([...greeting, readyForQuery("I")]));
    return {
      receive: ({ bytes }) => void stream.write(bytes),
      end: () => void stream.destroy(),
    };
  };
}
