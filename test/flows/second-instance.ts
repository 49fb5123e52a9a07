import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { LocalCloud } from "#local/cloud.ts";
import { functionEnvironments } from "#local/environment.ts";
import { createHttpApi } from "#local/gateway/http-api.ts";
import { startFunctions } from "#local/lambda/start-functions.ts";

/** The address of an instance of the HTTP function beside a cloud's own: same stores, nothing else in common. */
export async function startSecondInstance(
  { bundlesDir, environment, postgres }: LocalCloud,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const lambda = startFunctions({
    bundlesDir,
    env: { ...environment, ...settings },
    functions: functionEnvironments(postgres.ownerUrl),
    maxConcurrency: 1,
  });
  const invoke = (event: unknown) => lambda.invoke("http", event);
  const server = createServer(createHttpApi({ invoke, domainName: "second.local" }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await lambda.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
