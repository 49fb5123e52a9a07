import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

export type Settings = Readonly<Record<string, string>>;

/** The values of a secret; none when there is no such secret yet. */
export async function readSecret(client: SecretsManagerClient, name: string): Promise<Settings | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString ? JSON.parse(SecretString) : {};
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Creates the secret or gives it a new value; one that already holds it stays as it is. */
export async function writeSecret(
  client: SecretsManagerClient,
  name: string,
  settings: Settings,
): Promise<"created" | "updated" | "unchanged"> {
  const SecretString = JSON.stringify(settings);
  const existing = await readSecret(client, name);
  if (!existing) {
    await client.send(new CreateSecretCommand({ Name: name, SecretString }));
    return "created";
  }
  if (isSame(existing, settings)) return "unchanged";
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  return "updated";
}

function isSame(one: Settings, other: Settings): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}
