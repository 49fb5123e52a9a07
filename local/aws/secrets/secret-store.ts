import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-errors.ts";
import type { Records } from "../record-log.ts";
import { accountId, region } from "../service.ts";
import { addVersion, current, type Secret, type Version } from "./secret.ts";

/** Secrets by name; a secret whose recovery time is over is gone when it is next looked for. */
export function makeSecretStore(records: Records<Secret>, nowSeconds: () => number) {
  const find = (id: string): Secret | undefined => {
    const secret = records.byKey.get(id) ?? [...records.byKey.values()].find(({ arn }) => isArnOf(arn, id));
    if (secret?.goneSeconds === undefined || secret.goneSeconds > nowSeconds()) return secret;
    records.delete(secret.name);
    return undefined;
  };
  const save = (secret: Secret) => {
    records.set(secret.name, secret);
    return secret;
  };
  return {
    find,
    save,
    remove: (secret: Secret) => records.delete(secret.name),
    all: () => [...records.byKey.keys()].flatMap((name) => find(name) ?? []),
    get(id: unknown): Secret {
      const secret = typeof id === "string" ? find(id) : undefined;
      if (secret) return secret;
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    },
    create(name: string, more: Pick<Secret, "description" | "tags">): Secret {
      const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix()}`;
      const seconds = nowSeconds();
      return { ...more, name, arn, createdSeconds: seconds, changedSeconds: seconds, versions: [] };
    },
    put(secret: Secret, id: string, value: Version["value"], stages: readonly string[] = [current]): Secret {
      const same = secret.versions.find((version) => version.id === id);
      if (same && JSON.stringify(same.value) === JSON.stringify(value)) return secret;
      if (same) {
        throw new AwsError(
          "ResourceExistsException",
          "You can't use ClientRequestToken to change a version that already exists.",
        );
      }
      return save(addVersion(secret, { id, value, stages, createdSeconds: nowSeconds() }));
    },
  };
}

export type SecretStore = ReturnType<typeof makeSecretStore>;

const isArnOf = (arn: string, id: string) => arn === id || arn.slice(0, -7) === id;
const suffix = () => randomBytes(3).toString("hex");
