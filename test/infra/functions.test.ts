import { describe, expect, it } from "vitest";
import { stageNamed, stages } from "#infra/stages.ts";
import { functionNames, functions } from "#infra/topology.ts";
import { functionOf, ofType, readable } from "./read-template.ts";
import { createStack, emulatorUrl, synthesize } from "./synthesize.ts";

const prod = synthesize("prod");
const local = synthesize("local");

describe.each(functionNames)("the function %s", (name) => {
  const [, { Properties }] = functionOf(prod, "prod", name);
  const variables = (Properties.Environment as { Variables: Record<string, unknown> }).Variables;

  it("runs on Node 24 and arm64 with source maps", () => {
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
    expect(variables.NODE_OPTIONS).toContain("--enable-source-maps");
  });

  it("takes its size from the topology", () => {
    expect(Properties).toMatchObject({
      Timeout: functions[name].timeoutSeconds,
      MemorySize: functions[name].memoryMb,
    });
  });

  it("is traced, and logs JSON that is kept as long as the stage says", () => {
    expect(Properties).toMatchObject({
      TracingConfig: { Mode: "Active" },
      LoggingConfig: { LogFormat: "JSON" },
    });
    const { LogGroup } = Properties.LoggingConfig as { LogGroup: { Ref: string } };
    const [, logs] = ofType(prod, "AWS::Logs::LogGroup").find(([id]) => id === LogGroup.Ref)!;
    expect(logs.Properties).toMatchObject({ RetentionInDays: stageNamed("prod").logRetentionDays });
  });

  it("stays outside any network of ours", () => {
    expect(Properties).not.toHaveProperty("VpcConfig");
  });

  it("is told its secret by name and no secret in plain", () => {
    expect(readable(prod, variables.AIMI_SECRET_ARN)).toMatch(/:secret:aimi\/prod(\/owner)?$/);
    const plain = Object.keys(variables).filter((key) =>
      /KEY|TOKEN|PASSWORD|DATABASE|UPSTASH|_SECRET$/.test(key),
    );
    expect(plain).toEqual([]);
    expect(JSON.stringify(variables)).not.toContain("{{resolve:");
  });
});

it("cannot be synthesized with development's authentication for any stage but local", () => {
  for (const stage of stages.filter(({ emulated }) => !emulated)) {
    expect(() => createStack(stage, { mode: "dev" })).toThrow(
      `${stage.name} refuses development's authentication`,
    );
  }
  expect(stages.filter(({ emulated }) => emulated).map(({ name }) => name)).toEqual(["local"]);
});

it("starts deployed stages in strict mode, and local ones in development's", () => {
  const modeOf = (template: typeof prod, stage: string) =>
    functionOf(template, stage, "http")[1].Properties.Environment;
  expect(modeOf(prod, "prod")).toMatchObject({ Variables: { AIMI_AUTH_MODE: "strict" } });
  expect(modeOf(local, "local")).toMatchObject({ Variables: { AIMI_AUTH_MODE: "dev" } });
});

it("applies what a stage says of a function instead of the topology's size", () => {
  const stage = { ...stageNamed("dev"), functions: { http: { memoryMb: 2048 } } };
  const [, { Properties }] = functionOf(synthesize(stage), "dev", "http");
  expect(Properties).toMatchObject({ MemorySize: 2048, Timeout: functions.http.timeoutSeconds });
});

it("runs local functions as this machine can", () => {
  const [, { Properties }] = functionOf(local, "local", "http");
  expect(Properties.Architectures).toEqual([process.arch === "arm64" ? "arm64" : "x86_64"]);
});

it.each(["websocket", "http", "stream"] as const)(
  "hands %s the address of the sockets' connections",
  (name) => {
    const urlOf = (template: typeof prod, stage: string) => {
      const { Environment } = functionOf(template, stage, name)[1].Properties;
      return readable(
        template,
        (Environment as { Variables: Record<string, unknown> }).Variables.AIMI_CONNECTIONS_URL,
      );
    };
    expect(urlOf(prod, "prod")).toMatch(/^https:\/\/.+\.execute-api\..+\/prod$/);
    expect(urlOf(local, "local")).toMatch(new RegExp(`^${emulatorUrl}/_aws/execute-api/.+/local$`));
  },
);
