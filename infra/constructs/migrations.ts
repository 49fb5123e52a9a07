import { CustomResource, Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import type { ServiceFunction } from "./service-function.ts";

export interface MigrationsProps {
  readonly stage: Stage;
  readonly version: string;
  readonly migrate: ServiceFunction;
  readonly fingerprint: string;
  /** They take new code only once the database is ready for it. */
  readonly before: readonly ServiceFunction[];
}

/** The deployment invokes `migrate` itself, and fails when it fails. */
export class Migrations extends Construct {
  constructor(scope: Construct, id: string, props: MigrationsProps) {
    super(scope, id);
    const { lambda } = props.migrate;
    // A failure is answered, not thrown: a second run by Lambda would only delay the news.
    lambda.configureAsyncInvoke({ retryAttempts: 0 });
    const run = new CustomResource(this, "Run", {
      resourceType: "Custom::Migrations",
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.seconds((lambda.timeout?.toSeconds() ?? 0) + 60),
      properties: { Stage: props.stage.name, Version: props.version, Fingerprint: props.fingerprint },
    });
    run.node.addDependency(lambda);
    for (const fn of props.before) fn.lambda.node.addDependency(run);
  }
}
