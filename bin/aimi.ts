import { addStage, createApp } from "#infra/create-app.ts";
import { bundleFunctions } from "#infra/function-code.ts";
import { stageNamed } from "#infra/stages.ts";
import manifest from "../package.json" with { type: "json" };

const app = createApp();
const stage = stageNamed(app.node.tryGetContext("stage") ?? "local");
addStage(app, {
  stage,
  version: app.node.tryGetContext("version") ?? manifest.version,
  authMode: stage.emulated ? (app.node.tryGetContext("authMode") ?? "dev") : "strict",
  codeFor: await bundleFunctions(),
  emulatorUrl: stage.emulated ? process.env.AWS_ENDPOINT_URL : undefined,
});
app.synth();
