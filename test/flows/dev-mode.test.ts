import { describe, expect, inject, test } from "vitest";
import { type FunctionName, functions } from "#infra/topology.ts";
import { startFunctions } from "#local/lambda/start-functions.ts";
import { secretSettings } from "#shared/runtime/settings.ts";

const { environment } = inject("cloud");
const composed: readonly FunctionName[] = [
  "http",
  "stream",
  "websocket",
  "ws-authorizer",
  "memory-jobs",
  "dead-letters",
  "outbox-sweep",
  "reminders",
  "retention",
  "retention-jobs",
];

/** What a function says when it starts with these settings, all that is secret left out. */
async function startWith(name: FunctionName, settings: Readonly<Record<string, string>>): Promise<string> {
  const open = Object.entries(environment).filter(
    ([key]) => !secretSettings.some((secret) => secret === key),
  );
  const lines: string[] = [];
  const lambda = startFunctions({
    bundlesDir: inject("bundlesDir"),
    env: { ...Object.fromEntries(open), ...settings },
    functions,
    onLog: (_name, line) => lines.push(line),
  });
  const outcome = await lambda.invoke(name, {}).then(
    () => "started",
    (error: unknown) => String(error),
  );
  await lambda.close();
  return [outcome, ...lines].join("\n");
}

describe.each(composed)("%s", (name) => {
  test.each(["dev", "prod", "staging"])(
    "does not start in dev mode as a function of the stage %s",
    async (stage) => {
      const said = await startWith(name, { AIMI_STAGE: stage, AIMI_AUTH_MODE: "dev" });
      expect(said).toContain("AIMI_AUTH_MODE dev is for the stage local alone");
      expect(said).not.toMatch(/^started/);
    },
  );
});

test("what keeps it from starting is the mode, not the stage", async () => {
  const said = await startWith("websocket", { AIMI_STAGE: "prod", AIMI_AUTH_MODE: "strict" });
  expect(said).not.toContain("AIMI_AUTH_MODE");
});
