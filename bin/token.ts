import { parseArgs } from "node:util";
import { mintToken } from "./access/mint-token.ts";
import { readEnvironment, root } from "./access/read-environment.ts";
import { runCommand } from "./access/run-command.ts";

const text = { type: "string" } as const;

await runCommand(async () => {
  const { user, tenant } = parseArgs({ options: { user: text, tenant: text } }).values;
  return await mintToken({ user, tenant, environment: readEnvironment(), root });
});
