import { App, Aspects, Tags } from "aws-cdk-lib";
import recommendedFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { AwsSolutionsChecks } from "cdk-nag";
import { AimiStack, type AimiStackProps } from "./aimi-stack.ts";
import { stackName } from "./stages.ts";

export function createApp(): App {
  const app = new App({ postCliContext: recommendedFlags });
  Aspects.of(app).add(new AwsSolutionsChecks());
  return app;
}

/** One stage is one stack. */
export function addStage(app: App, props: AimiStackProps): AimiStack {
  const stack = new AimiStack(app, stackName(props.stage.name), props);
  Tags.of(stack).add("app", "aimi");
  Tags.of(stack).add("stage", props.stage.name);
  return stack;
}
