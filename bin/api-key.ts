import { parseArgs } from "node:util";
import { makeApiKey } from "./access/make-api-key.ts";
import { readEnvironment } from "./access/read-environment.ts";
import { runCommand } from "./access/run-command.ts";

const text = { type: "string" } as const;

await runCommand(async () => {
  const { tenant, scope, name, url } = parseArgs({
    options: { tenant: text, scope: { ...text, multiple: true }, name: text, url: text },
  }).values;
  return await makeApiKey({ tenant, scopes: scope ?? [], name, url, environment: readEnvironment() });
});
