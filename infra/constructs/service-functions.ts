import { ArnFormat, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { CodeFor } from "../function-code.ts";
import type { SecretVersions } from "../read-secret-versions.ts";
import { appSecretName, ownerSecretName, type Stage } from "../stages.ts";
import { type FunctionName, functionNames } from "../topology.ts";
import { ServiceFunction } from "./service-function.ts";

export interface ServiceFunctionsProps {
  readonly stage: Stage;
  readonly codeFor: CodeFor;
  readonly secretVersions: SecretVersions | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Every function of topology.ts, with nothing granted yet but its own secret and log. */
export class ServiceFunctions extends Construct {
  readonly byName: Readonly<Record<FunctionName, ServiceFunction>>;

  constructor(scope: Construct, id: string, props: ServiceFunctionsProps) {
    super(scope, id);
    const { stage, codeFor, secretVersions, environment } = props;
    const app = { secretArn: this.secretArn(appSecretName(stage.name)), secretVersion: secretVersions?.app };
    const owner = {
      secretArn: this.secretArn(ownerSecretName(stage.name)),
      secretVersion: secretVersions?.owner,
    };
    const create = (name: FunctionName) => {
      const secret = name === "migrate" ? owner : app;
      return new ServiceFunction(this, name, { stage, code: codeFor(name), ...secret, environment });
    };
    this.byName = Object.fromEntries(functionNames.map((name) => [name, create(name)])) as Record<
      FunctionName,
      ServiceFunction
    >;
  }

  private secretArn(name: string): string {
    return Stack.of(this).formatArn({
      service: "secretsmanager",
      resource: "secret",
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
