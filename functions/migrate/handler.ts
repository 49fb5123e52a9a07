import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { answerDeployment, type DeploymentEvent } from "./answer-deployment.ts";
import { migrate, migrateAsAsked } from "./migrate.ts";

/** Called by the deployment before anything else changes, by an operator's letter, or by hand. */
export async function handler(event: Partial<DeploymentEvent & SQSEvent>) {
  if (isOfQueue(event)) return await migrateAsAsked(event);
  if (!isDeployment(event)) return await migrate();
  await answerDeployment(event, async () => {
    if (event.RequestType === "Delete") return { Applied: "0" };
    const report = await migrate();
    return { Applied: String(report.applied.length) };
  });
}

function isOfQueue(event: Partial<SQSEvent>): event is SQSEvent {
  return event.Records !== undefined;
}

function isDeployment(event: Partial<DeploymentEvent>): event is DeploymentEvent {
  return event.RequestType !== undefined && event.ResponseURL !== undefined;
}
