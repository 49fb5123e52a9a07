import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsClientOptions } from "../adapters/aws/client-options.ts";

/** Handlers import this first: the one call for the stage's secret runs while the rest is loading. */
export const secret: Promise<Readonly<Record<string, string>>> = fetchSecret(process.env.AIMI_SECRET_ARN);

// Whoever awaits it hears of a failure; until then it is not an unhandled one.
secret.catch(() => undefined);

async function fetchSecret(arn: string | undefined): Promise<Record<string, string>> {
  if (!arn) return {};
  const client = new SecretsManagerClient(awsClientOptions);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return SecretString ? JSON.parse(SecretString) : {};
}
