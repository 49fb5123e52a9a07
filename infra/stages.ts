import type { PriceClass } from "aws-cdk-lib/aws-cloudfront";
import type { FunctionName, FunctionSpec } from "./topology.ts";

/** Everything in which one stage differs from another. */
export interface Stage {
  readonly name: string;
  /** An emulator on this machine: no edge, no alarms, development's authentication. */
  readonly emulated: boolean;
  /** Tables outlive the stack. */
  readonly retained: boolean;
  readonly logLevel: "debug" | "info";
  readonly logRetentionDays: number;
  readonly httpThrottle: Throttle;
  /** Connects and frames together, each second. */
  readonly websocketThrottle: Throttle;
  readonly priceClass: keyof typeof PriceClass;
  /** A name of our own for the edge; its certificate must lie in us-east-1. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  readonly functions?: Partial<Record<FunctionName, Partial<Sizes>>>;
}

interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

type Sizes = Pick<FunctionSpec, "memoryMb" | "timeoutSeconds">;

const deployed = {
  emulated: false,
  retained: true,
  logLevel: "info",
  httpThrottle: { rateLimit: 100, burstLimit: 200 },
  websocketThrottle: { rateLimit: 100, burstLimit: 200 },
  priceClass: "PRICE_CLASS_100",
} as const;

export const stages: readonly Stage[] = [
  {
    ...deployed,
    name: "local",
    emulated: true,
    retained: false,
    logRetentionDays: 1,
  },
  {
    ...deployed,
    name: "dev",
    logLevel: "debug",
    logRetentionDays: 7,
  },
  {
    ...deployed,
    name: "prod",
    logRetentionDays: 90,
    httpThrottle: { rateLimit: 1_000, burstLimit: 2_000 },
    websocketThrottle: { rateLimit: 500, burstLimit: 1_000 },
  },
];

export function stageNamed(name: string): Stage {
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage) return stage;
  const known = stages.map((candidate) => candidate.name).join(", ");
  throw new Error(`There is no stage "${name}". infra/stages.ts has: ${known}.`);
}

export function stackName(stage: string): string {
  return `aimi-${stage}`;
}

/** The settings that the running app may read. */
export function appSecretName(stage: string): string {
  return `aimi/${stage}`;
}

/** What only the migrate function may read. */
export function ownerSecretName(stage: string): string {
  return `aimi/${stage}/owner`;
}
