import { Fn, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

export interface ApiAddressProps {
  readonly apiId: string;
  readonly stageName: string;
  /** Set when an emulator serves every API on its one port. */
  readonly emulatorUrl?: string | undefined;
}

/** Where an API of API Gateway answers, without a slash at the end. */
export function apiAddress(scope: Construct, { apiId, stageName, emulatorUrl }: ApiAddressProps): string {
  if (emulatorUrl) return `${emulatorUrl}/_aws/execute-api/${apiId}/${stageName}`;
  const path = stageName === "$default" ? "" : `/${stageName}`;
  return `https://${apiHost(scope, apiId)}${path}`;
}

export function apiHost(scope: Construct, apiId: string): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `${apiId}.execute-api.${region}.${urlSuffix}`;
}

/** The host of a URL that is known only once deployed. */
export function hostOf(url: string): string {
  return Fn.select(2, Fn.split("/", url));
}
