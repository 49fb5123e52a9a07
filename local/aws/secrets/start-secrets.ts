import { unknownOperation } from "../aws-errors.ts";
import { openRecords } from "../record-log.ts";
import type { Service } from "../service.ts";
import { current, type Secret } from "./secret.ts";
import { secretOperations } from "./secret-operations.ts";
import { makeSecretStore } from "./secret-store.ts";

interface SecretsOptions {
  readonly folder: string | null;
  readonly secrets: Readonly<Record<string, string>>;
  readonly now: () => number;
}

export function startSecrets({ folder, secrets, now }: SecretsOptions): Service {
  const records = openRecords<Secret>(folder);
  const nowSeconds = () => now() / 1000;
  const store = makeSecretStore(records, nowSeconds);
  for (const [name, value] of Object.entries(secrets)) {
    const secret = store.find(name) ?? store.create(name, { tags: [] });
    const { value: known } = secret.versions.find(({ stages }) => stages.includes(current)) ?? {};
    if (known?.SecretString !== value) store.put(secret, crypto.randomUUID(), { SecretString: value });
  }
  return {
    contentType: "application/x-amz-json-1.1",
    errorPrefix: "",
    internalFailure: "InternalServiceError",
    unsignedStatus: 403,
    maxBodyBytes: 1024 * 1024,
    async call(operation, input) {
      const run = secretOperations.get(operation);
      if (!run) throw unknownOperation(operation);
      return run(store, input, nowSeconds());
    },
    close: () => records.close(),
  };
}
