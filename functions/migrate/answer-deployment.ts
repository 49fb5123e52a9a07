/** What CloudFormation asks of a custom resource. */
export interface DeploymentEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

const deadlineMs = 20_000;
const longestReason = 1_000;

/** Does the work and always tells the deployment how it went: one that hears nothing hangs. */
export async function answerDeployment(
  event: DeploymentEvent,
  work: () => Promise<Record<string, string>>,
): Promise<void> {
  const answer = {
    ...(await attempt(work)),
    PhysicalResourceId: event.PhysicalResourceId ?? "aimi-migrations",
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  // As bytes, since a content type would break the address's signature.
  const body = new TextEncoder().encode(JSON.stringify(answer));
  const response = await fetch(event.ResponseURL, {
    method: "PUT",
    body,
    signal: AbortSignal.timeout(deadlineMs),
  });
  if (!response.ok) throw new Error(`the deployment did not take the answer: ${response.status}`);
}

async function attempt(work: () => Promise<Record<string, string>>) {
  try {
    return { Status: "SUCCESS", Data: await work() };
  } catch (error) {
    return { Status: "FAILED", Reason: describe(error) };
  }
}

/** What Postgres says may quote a row, and the deployment's events are kept. */
function describe(error: unknown): string {
  const { migration, code } = (error ?? {}) as { migration?: unknown; code?: unknown };
  if (migration !== undefined && code !== undefined)
    return `${migration} failed with Postgres' code ${code}; npm run migrate by hand shows its words`;
  const message = error instanceof Error ? error.message : "unknown error";
  return message.replaceAll(/\w+:\/\/\S+/g, "<address>").slice(0, longestReason);
}
