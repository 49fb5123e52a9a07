import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { Template } from "aws-cdk-lib/assertions";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSecretVersions, type SecretVersions } from "#infra/read-secret-versions.ts";
import { functionNames } from "#infra/topology.ts";
import { type LocalAws, startAws } from "#local/aws/start-aws.ts";
import { clientsFor, emptyCloud } from "#local/aws/test-clients.ts";
import { functionOf, ofType } from "./read-template.ts";
import { createStack } from "./synthesize.ts";

describe("the versions of a stage's secrets", () => {
  let aws: LocalAws;
  let lines: string[];

  beforeEach(async () => {
    aws = await startAws(emptyCloud);
    lines = [];
  });
  afterEach(() => aws.close());

  const ask = () => readSecretVersions(clientsFor(aws.url).secrets, "prod", (line) => lines.push(line));
  const create = (Name: string) =>
    clientsFor(aws.url).secrets.send(new CreateSecretCommand({ Name, SecretString: "{}" }));

  it("are those that are current, of both secrets", async () => {
    const { secrets } = clientsFor(aws.url);
    const { VersionId: owner } = await create("aimi/prod/owner");
    const { VersionId: before } = await create("aimi/prod");
    expect(await ask()).toEqual({ app: before, owner });

    const changed = new PutSecretValueCommand({ SecretId: "aimi/prod", SecretString: '{"a":"b"}' });
    const { VersionId: after } = await secrets.send(changed);
    expect(after).not.toBe(before);
    expect(await ask()).toEqual({ app: after, owner });
    expect(lines).toEqual([]);
  });

  it("are unknown where AWS does not tell, and that is said", async () => {
    await create("aimi/prod");
    expect(await ask()).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining("does not show which secrets stage prod has")]);
  });
});

describe("a changed secret", () => {
  const templateOf = (secretVersions: SecretVersions) =>
    Template.fromStack(createStack("prod", { secretVersions }));
  const template = templateOf({ app: "app-version", owner: "owner-version" });

  it.each(functionNames)("starts %s anew, and only if it is the one that it reads", (name) => {
    const { Environment } = functionOf(template, "prod", name)[1].Properties;
    const AIMI_SECRET_VERSION = name === "migrate" ? "owner-version" : "app-version";
    expect(Environment).toMatchObject({ Variables: { AIMI_SECRET_VERSION } });
  });

  it("is resolved anew for the edge", () => {
    const [[, edge] = []] = ofType(template, "AWS::CloudFront::Distribution");
    expect(JSON.stringify(edge)).toContain(
      "{{resolve:secretsmanager:aimi/prod:SecretString:AIMI_ORIGIN_SECRET::app-version}}",
    );
  });
});
