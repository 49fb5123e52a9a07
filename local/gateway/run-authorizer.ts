import type { connectEvent } from "./websocket-event.ts";
import { timedOut, within } from "./within.ts";

export type Ruling =
  | { readonly allowed: true; readonly context?: Readonly<Record<string, string>> }
  | { readonly allowed: false; readonly status: number; readonly message: string };

interface Statement {
  readonly Effect?: unknown;
  readonly Resource?: unknown;
}

const longestMs = 29_000;
const broken: Ruling = { allowed: false, status: 500, message: "Internal server error" };
const denied = (why: string): Ruling => ({
  allowed: false,
  status: 403,
  message: `User is not authorized to access this resource ${why}`,
});

/** Asks a REQUEST authorizer about a $connect, and reads its policy as API Gateway does. */
export async function runAuthorizer(
  authorize: ((event: unknown) => Promise<unknown>) | undefined,
  event: ReturnType<typeof connectEvent>,
): Promise<Ruling> {
  if (!authorize) return { allowed: true };
  const { apiId, stage } = event.requestContext;
  const methodArn = `arn:aws:execute-api:us-east-1:000000000000:${apiId}/${stage}/$connect`;
  const { isBase64Encoded, ...handshake } = event;
  try {
    const asked = authorize({ type: "REQUEST", methodArn, stageVariables: {}, ...handshake });
    const answer = await within(longestMs, asked);
    return answer === timedOut ? broken : readRuling(answer, methodArn);
  } catch (error) {
    const isRefusal = error instanceof Error && error.message === "Unauthorized";
    return isRefusal ? { allowed: false, status: 401, message: "Unauthorized" } : broken;
  }
}

function readRuling(answer: unknown, methodArn: string): Ruling {
  const { principalId, policyDocument, context } = (answer ?? {}) as Record<string, unknown>;
  const statements = (policyDocument as { Statement?: unknown } | undefined)?.Statement;
  if (typeof principalId !== "string" || !Array.isArray(statements)) return broken;
  const values = Object.entries((context ?? {}) as Record<string, unknown>);
  if (values.some(([, value]) => typeof value === "object")) return broken;

  const applying = (statements as Statement[]).filter(({ Resource }) => covers(Resource, methodArn));
  if (applying.some(({ Effect }) => Effect === "Deny")) return denied("with an explicit deny");
  if (!applying.some(({ Effect }) => Effect === "Allow")) return denied("");
  const asText = values.map(([name, value]): [string, string] => [name, String(value)]);
  return { allowed: true, context: { ...Object.fromEntries(asText), principalId } };
}

function covers(resource: unknown, methodArn: string): boolean {
  return [resource].flat().some((pattern) => {
    const parts = String(pattern)
      .split("*")
      .map((part) => part.replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(methodArn);
  });
}
