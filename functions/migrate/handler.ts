import "#shared/runtime/begin-secret.ts";
import { answerDeployment, type DeploymentEvent } from "./answer-deployment.ts";
import { migrate } from "./migrate.ts";

/** Called by the deployment before anything else changes, or by hand. */
export async function handler(event: Partial<DeploymentEvent>) {
  if (!isDeployment(event)) return await migrate();
  await answerDeployment(event, async () => {
    if (event.RequestType === "Delete") return { Applied: "0" };
    const report = await migrate();
    return { Applied: String(report.applied.length) };
  });
}

function isDeployment(event: Partial<DeploymentEvent>): event is DeploymentEvent {
  return event.RequestType !== undefined && event.ResponseURL !== undefined;
}
