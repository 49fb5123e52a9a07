import { DescribeSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { appSecretName, ownerSecretName } from "./stages.ts";

/** The versions of a stage's secrets that are current while it is synthesized. */
export interface SecretVersions {
  readonly app: string;
  readonly owner: string;
}

const deadlineMs = 10_000;

/** None where AWS does not tell: a template can be made before setup, and without an account. */
export async function readSecretVersions(
  client: SecretsManagerClient,
  stage: string,
  say: (line: string) => void,
): Promise<SecretVersions | undefined> {
  try {
    const [app, owner] = await Promise.all([
      currentVersion(client, appSecretName(stage)),
      currentVersion(client, ownerSecretName(stage)),
    ]);
    return { app, owner };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(
      `note  AWS does not show which secrets stage ${stage} has: a changed one would go unnoticed. ${reason}`,
    );
    return undefined;
  }
}

async function currentVersion(client: SecretsManagerClient, name: string): Promise<string> {
  const asked = new DescribeSecretCommand({ SecretId: name });
  const answer = await client.send(asked, { abortSignal: AbortSignal.timeout(deadlineMs) });
  const versions = Object.entries(answer.VersionIdsToStages ?? {});
  const current = versions.find(([, labels]) => labels.includes("AWSCURRENT"));
  if (!current) throw new Error(`The secret ${name} has no value.`);
  return current[0];
}
