import { readFile } from "node:fs/promises";
import { parseArgs, parseEnv } from "node:util";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { stageNamed } from "#infra/stages.ts";
import { SetupFailed } from "./setup/setup-failed.ts";
import { setupStage } from "./setup/setup-stage.ts";

const usage = "npm run setup -- --stage NAME [--env-file PATH] [--rotate]";
const { values } = parseArgs({
  options: {
    stage: { type: "string" },
    "env-file": { type: "string" },
    rotate: { type: "boolean", default: false },
  },
});

try {
  if (!values.stage) throw new SetupFailed("No stage is named", `usage: ${usage}`);
  const file = values["env-file"];
  const given = { ...process.env, ...(file && parseEnv(await readFile(file, "utf8"))) };
  await setupStage({
    stage: stageNamed(values.stage),
    given,
    rotate: values.rotate,
    secrets: new SecretsManagerClient({}),
    say: console.log,
  });
} catch (error) {
  console.error(`FAIL  ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
