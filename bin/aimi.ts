import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { addStage, createApp } from "#infra/create-app.ts";
import { bundleFunctions } from "#infra/function-code.ts";
import { readSecretVersions } from "#infra/read-secret-versions.ts";
import { stageNamed } from "#infra/stages.ts";
import manifest from "../package.json" with { type: "json" };

const app = createApp();
const stage = stageNamed(app.node.tryGetContext("stage") ?? "local");
// Where the CDK is about to deploy.
const region = process.env.CDK_DEFAULT_REGION;
const secrets = new SecretsManagerClient(region ? { region } : {});
addStage(app, {
  stage,
  version: app.node.tryGetContext("version") ?? manifest.version,
  secretVersions: stage.emulated ? undefined : await readSecretVersions(secrets, stage.name, console.error),
  authMode: stage.emulated ? (app.node.tryGetContext("authMode") ?? "dev") : "strict",
  codeFor: await bundleFunctions(),
  emulatorUrl: stage.emulated ? process.env.AWS_ENDPOINT_URL : undefined,
});
app.synth();
