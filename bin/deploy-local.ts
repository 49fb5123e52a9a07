import { once } from "node:events";
import { parseArgs } from "node:util";
import { deployLocal } from "./local-deployment/deploy-local.ts";
import { defaultEndpoint } from "./local-deployment/emulator.ts";

const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } });

try {
  const deployment = await deployLocal({
    endpoint: process.env.AWS_ENDPOINT_URL ?? defaultEndpoint,
    verbose: true,
    say: console.log,
  });
  console.log(`
HTTP       ${deployment.httpUrl}
WebSocket  ${deployment.wsUrl}
Streams    ${deployment.streamUrl}

Try:  curl '${deployment.httpUrl}/health'
      npm run smoke -- --url '${deployment.httpUrl}' --ws-url '${deployment.wsUrl}'
`);
  if (!values.once) {
    console.log("Postgres and Redis run in this window. Ctrl-C ends them; the stack stays in the emulator.");
    await Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  }
  await deployment.close();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
