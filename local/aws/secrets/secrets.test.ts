import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { clientsFor, emptyCloud } from "../test-clients.ts";

let aws: LocalAws;
let client: ReturnType<typeof clientsFor>["secrets"];
const days = 24 * 60 * 60 * 1000;
let elapsed = 0;

beforeAll(async () => {
  const now = () => Date.now() + elapsed;
  aws = await startAws({ ...emptyCloud, now, secrets: { "aimi/local": '{"key":"value"}' } });
  client = clientsFor(aws.url).secrets;
});
afterAll(() => aws.close());

const read = (SecretId: string, more = {}) => client.send(new GetSecretValueCommand({ SecretId, ...more }));
const create = (Name: string, SecretString: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString }));

test("a secret of the local cloud can be read from the start", async () => {
  expect((await read("aimi/local")).SecretString).toBe('{"key":"value"}');
});

test("a secret is found by its name, its ARN, and its ARN without the random end", async () => {
  const { ARN } = await create("by-arn", "x");
  for (const id of ["by-arn", ARN!, ARN!.slice(0, -7)]) expect((await read(id)).SecretString).toBe("x");
});

test("a new value becomes current and the old one previous, and older ones can no longer be read", async () => {
  await create("versions", "first");
  await client.send(new PutSecretValueCommand({ SecretId: "versions", SecretString: "second" }));
  const { VersionId } = await client.send(
    new UpdateSecretCommand({ SecretId: "versions", SecretString: "third" }),
  );
  expect(await read("versions")).toMatchObject({
    SecretString: "third",
    VersionId,
    VersionStages: ["AWSCURRENT"],
  });
  expect((await read("versions", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("second");
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: "versions" }));
  expect(Object.values(VersionIdsToStages!).flat().sort()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
});

test("a pending version leaves the current one in place", async () => {
  await create("pending", "now");
  const VersionStages = ["AWSPENDING"];
  await client.send(new PutSecretValueCommand({ SecretId: "pending", SecretString: "next", VersionStages }));
  expect((await read("pending")).SecretString).toBe("now");
  expect((await read("pending", { VersionStage: "AWSPENDING" })).SecretString).toBe("next");
});

test("the same name twice and an unknown name are refused", async () => {
  await create("taken", "x");
  await expect(create("taken", "y")).rejects.toMatchObject({ name: "ResourceExistsException" });
  await expect(read("missing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a deleted secret cannot be read, keeps its name for its recovery time, and is then gone", async () => {
  await create("leaving", "x");
  await client.send(new DeleteSecretCommand({ SecretId: "leaving", RecoveryWindowInDays: 7 }));
  await expect(read("leaving")).rejects.toMatchObject({ name: "InvalidRequestException" });
  await expect(create("leaving", "y")).rejects.toMatchObject({ name: "InvalidRequestException" });
  const { SecretList } = await client.send(new ListSecretsCommand({}));
  expect(SecretList?.map((secret) => secret.Name)).not.toContain("leaving");
  elapsed = 8 * days;
  await expect(read("leaving")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  elapsed = 0;
});

test("a secret deleted by force is gone at once", async () => {
  await create("forced", "x");
  await client.send(new DeleteSecretCommand({ SecretId: "forced", ForceDeleteWithoutRecovery: true }));
  await expect(read("forced")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a value over 64 KB is refused", async () => {
  await expect(create("large", "x".repeat(65_537))).rejects.toMatchObject({ name: "ValidationException" });
});
