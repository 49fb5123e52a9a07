import type { Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { addStage, createApp } from "#infra/create-app.ts";
import type { CodeFor } from "#infra/function-code.ts";
import type { SecretVersions } from "#infra/read-secret-versions.ts";
import { type Stage, stageNamed } from "#infra/stages.ts";

export const emulatorUrl = "http://127.0.0.1:4566";

const stubbed: CodeFor = (name) => ({
  code: Code.fromInline("export const handler = () => undefined;"),
  fingerprint: `fingerprint of ${name}`,
});

/** The stack of a stage, with stubs for code. */
export function createStack(
  stage: string | Stage,
  { mode, secretVersions }: { mode?: "dev" | "strict"; secretVersions?: SecretVersions } = {},
): Stack {
  const chosen = typeof stage === "string" ? stageNamed(stage) : stage;
  return addStage(createApp(), {
    stage: chosen,
    version: "1.2.3",
    secretVersions,
    authMode: mode ?? (chosen.emulated ? "dev" : "strict"),
    codeFor: stubbed,
    emulatorUrl: chosen.emulated ? emulatorUrl : undefined,
  });
}

export function synthesize(stage: string | Stage): Template {
  return Template.fromStack(createStack(stage));
}

/** What cdk-nag or the CDK itself would say about a stack. */
export function complaintsAbout(stack: Stack): string[] {
  const annotations = Annotations.fromStack(stack);
  const errors = annotations.findError("*", Match.anyValue());
  const warnings = annotations.findWarning("*", Match.anyValue());
  return [...errors, ...warnings].map(({ id, entry }) => `${id} ${entry.data}`);
}
