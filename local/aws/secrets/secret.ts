export interface Version {
  readonly id: string;
  readonly value: { readonly SecretString?: string; readonly SecretBinary?: string };
  readonly stages: readonly string[];
  readonly createdSeconds: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly tags: readonly unknown[];
  readonly createdSeconds: number;
  readonly changedSeconds: number;
  /** Set while the secret waits for its deletion. */
  readonly deletedSeconds?: number;
  readonly goneSeconds?: number;
  readonly versions: readonly Version[];
}

export const current = "AWSCURRENT";
export const previous = "AWSPREVIOUS";

/** A stage is on one version at a time; when the current one moves, its old place becomes the previous. */
export function addVersion(secret: Secret, added: Version): Secret {
  const moves = added.stages.includes(current);
  const wasCurrent = secret.versions.find((version) => version.stages.includes(current));
  const kept = secret.versions.map((version) => {
    const stages = version.stages.filter(
      (stage) => !added.stages.includes(stage) && !(moves && stage === previous),
    );
    return { ...version, stages: moves && version === wasCurrent ? [...stages, previous] : stages };
  });
  return {
    ...secret,
    changedSeconds: added.createdSeconds,
    versions: [...kept.filter((version) => version.stages.length > 0), added],
  };
}

export const stagesById = (secret: Secret) =>
  Object.fromEntries(secret.versions.map((version) => [version.id, version.stages]));

export function describe(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description !== undefined && { Description: secret.description }),
    ...(secret.deletedSeconds !== undefined && { DeletedDate: secret.deletedSeconds }),
    CreatedDate: secret.createdSeconds,
    LastChangedDate: secret.changedSeconds,
    Tags: secret.tags,
  };
}
