import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import { emulatedStreamsOption } from "../emulated-streams.ts";
import type { FunctionCode } from "../function-code.ts";
import type { Stage } from "../stages.ts";
import { type FunctionName, functions, resourceName } from "../topology.ts";

export interface ServiceFunctionProps {
  readonly stage: Stage;
  readonly code: FunctionCode;
  /** The one secret that this function may read. */
  readonly secretArn: string;
  readonly secretVersion: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Lambda's defaults, set once for every function. */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, name: FunctionName, props: ServiceFunctionProps) {
    super(scope, name);
    const { stage } = props;
    const size = { ...functions[name], ...stage.functions?.[name] };
    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/aimi/${stage.name}/${name}`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the managed one may write to every log group of the account.
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    this.logGroup = logGroup;

    this.lambda = new LambdaFunction(this, "Function", {
      functionName: resourceName(stage.name, name),
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.emulated ? ofThisMachine() : Architecture.ARM_64,
      code: props.code.code,
      handler: "index.handler",
      role,
      memorySize: size.memoryMb,
      timeout: Duration.seconds(size.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: applicationLevels[stage.logLevel],
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        NODE_OPTIONS: nodeOptions(stage),
        AIMI_SECRET_ARN: props.secretArn,
        // Nobody reads it: another one makes Lambda start the function anew, and that reads the secret.
        ...(props.secretVersion !== undefined && { AIMI_SECRET_VERSION: props.secretVersion }),
        ...props.environment,
      },
    });
    this.allow(["secretsmanager:GetSecretValue"], `${props.secretArn}-??????`);
    NagSuppressions.addResourceSuppressions(
      role,
      [
        {
          id: "AwsSolutions-IAM5",
          reason: "X-Ray's write actions have no resource to name.",
          appliesTo: ["Resource::*"],
        },
      ],
      true,
    );
  }

  allow(actions: string[], ...resources: string[]): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }
}

const applicationLevels = {
  debug: ApplicationLogLevel.DEBUG,
  info: ApplicationLogLevel.INFO,
};

function nodeOptions({ emulated }: Stage): string {
  return emulated ? `--enable-source-maps ${emulatedStreamsOption()}` : "--enable-source-maps";
}

function ofThisMachine(): Architecture {
  return process.arch === "arm64" ? Architecture.ARM_64 : Architecture.X86_64;
}
