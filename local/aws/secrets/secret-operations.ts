import { AwsError } from "../aws-errors.ts";
import type { Fields } from "../service.ts";
import { current, describe, type Secret, stagesById } from "./secret.ts";
import { invalidParameter, readName, readValue, readVersionId } from "./secret-input.ts";
import type { SecretStore } from "./secret-store.ts";

type Operation = (store: SecretStore, input: Fields, nowSeconds: number) => object;

const daySeconds = 86_400;

export const secretOperations = new Map<string, Operation>([
  ["CreateSecret", createSecret],
  ["GetSecretValue", getSecretValue],
  ["PutSecretValue", putSecretValue],
  ["UpdateSecret", updateSecret],
  ["DescribeSecret", describeSecret],
  ["DeleteSecret", deleteSecret],
  ["RestoreSecret", restoreSecret],
  ["ListSecrets", listSecrets],
]);

function createSecret(store: SecretStore, input: Fields): object {
  const name = readName(input);
  const value = readValue(input);
  const id = readVersionId(input);
  const existing = store.find(name);
  if (existing && !existing.versions.some((version) => version.id === id)) {
    throw existing.deletedSeconds === undefined
      ? new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${name} already exists.`,
        )
      : waitsForDeletion(
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
  }
  const tags = Array.isArray(input.Tags) ? input.Tags : [];
  const secret = existing ?? store.save(store.create(name, { ...description(input), tags }));
  if (value) store.put(secret, id, value);
  return { ...naming(secret), ...(value && { VersionId: id }) };
}

function getSecretValue(store: SecretStore, input: Fields): object {
  const secret = living(store.get(input.SecretId));
  const stage = input.VersionStage ?? (input.VersionId === undefined ? current : undefined);
  const version = secret.versions.find(
    ({ id, stages }) =>
      (input.VersionId === undefined || id === input.VersionId) &&
      (stage === undefined || stages.includes(String(stage))),
  );
  if (!version) {
    const wanted = stage === undefined ? `version: ${input.VersionId}` : `value for staging label: ${stage}`;
    throw new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret ${wanted}`,
    );
  }
  return {
    ...naming(secret),
    ...version.value,
    VersionId: version.id,
    VersionStages: version.stages,
    CreatedDate: version.createdSeconds,
  };
}

function putSecretValue(store: SecretStore, input: Fields): object {
  const secret = living(store.get(input.SecretId));
  const value = readValue(input);
  if (!value) throw invalidParameter("You must provide either SecretString or SecretBinary.");
  const stages = Array.isArray(input.VersionStages) ? input.VersionStages.map(String) : [current];
  const id = readVersionId(input);
  store.put(secret, id, value, stages);
  return { ...naming(secret), VersionId: id, VersionStages: stages };
}

function updateSecret(store: SecretStore, input: Fields): object {
  const secret = store.save({ ...living(store.get(input.SecretId)), ...description(input) });
  const value = readValue(input);
  if (!value) return naming(secret);
  const id = readVersionId(input);
  store.put(secret, id, value);
  return { ...naming(secret), VersionId: id };
}

function describeSecret(store: SecretStore, input: Fields): object {
  const secret = store.get(input.SecretId);
  return { ...describe(secret), VersionIdsToStages: stagesById(secret) };
}

function deleteSecret(store: SecretStore, input: Fields, nowSeconds: number): object {
  const secret = living(store.get(input.SecretId));
  const days = input.RecoveryWindowInDays ?? 30;
  if (input.ForceDeleteWithoutRecovery === true) {
    if (input.RecoveryWindowInDays !== undefined) {
      throw invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    store.remove(secret);
    return { ...naming(secret), DeletionDate: nowSeconds };
  }
  if (!(Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 30)) {
    throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }
  const goneSeconds = nowSeconds + Number(days) * daySeconds;
  store.save({ ...secret, deletedSeconds: nowSeconds, goneSeconds });
  return { ...naming(secret), DeletionDate: goneSeconds };
}

function restoreSecret(store: SecretStore, input: Fields): object {
  const { deletedSeconds: _, goneSeconds: __, ...secret } = store.get(input.SecretId);
  return naming(store.save(secret));
}

function listSecrets(store: SecretStore, input: Fields): object {
  const limit = Number(input.MaxResults ?? 100);
  const start = Number(input.NextToken ?? 0);
  const living = store.all().filter((secret) => secret.deletedSeconds === undefined);
  const page = living.slice(start, start + limit);
  return {
    SecretList: page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesById(secret) })),
    ...(start + limit < living.length && { NextToken: String(start + limit) }),
  };
}

function living(secret: Secret): Secret {
  if (secret.deletedSeconds === undefined) return secret;
  throw waitsForDeletion(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

const waitsForDeletion = (message: string) => new AwsError("InvalidRequestException", message);
const naming = (secret: Secret) => ({ ARN: secret.arn, Name: secret.name });
const description = (input: Fields) =>
  typeof input.Description === "string" ? { description: input.Description } : {};
