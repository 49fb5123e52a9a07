import { parseArgs } from "node:util";
import { walkDeployment } from "./smoke/walk-deployment.ts";

const usage = "npm run smoke -- --url URL [--ws-url URL] [--key API_KEY] [--user ID] [--tenant ID]";
const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { url: text, "ws-url": text, key: text, user: text, tenant: text },
});

if (values.url) await walk(values.url);
else {
  console.error(`usage: ${usage}`);
  process.exitCode = 2;
}

async function walk(url: string): Promise<void> {
  try {
    const steps = walkDeployment({ ...values, url, wsUrl: values["ws-url"] });
    for await (const step of steps) console.log(`ok    ${step}`);
  } catch (error) {
    console.error(`FAIL  ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
