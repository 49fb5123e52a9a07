import { Stack } from "aws-cdk-lib";
import { WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { resourceName } from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

export interface WebSocketEntranceProps {
  readonly stage: Stage;
  readonly handler: ServiceFunction;
  /** Decides who may connect; what it says of the caller comes with every later event. */
  readonly authorizer: ServiceFunction;
}

/** API Gateway's WebSocket API: connects, frames and disconnects go to one function, once the authorizer agrees. */
export class WebSocketEntrance extends Construct {
  readonly apiId: string;
  readonly stageName: string;

  constructor(scope: Construct, id: string, { stage, handler, authorizer }: WebSocketEntranceProps) {
    super(scope, id);
    const toHandler = (name: string) => ({
      integration: new WebSocketLambdaIntegration(name, handler.lambda),
    });
    const api = new WebSocketApi(this, "Api", {
      apiName: resourceName(stage.name, "websocket"),
      connectRouteOptions: {
        ...toHandler("OnConnect"),
        // API Gateway itself refuses who lacks a source that is declared: a ticket and a header are each enough.
        authorizer: new WebSocketLambdaAuthorizer("Authorizer", authorizer.lambda, {
          authorizerName: resourceName(stage.name, "ws-authorizer"),
          identitySource: [],
        }),
      },
      defaultRouteOptions: toHandler("OnFrame"),
      disconnectRouteOptions: toHandler("OnDisconnect"),
    });
    const apiStage = new WebSocketStage(this, "Stage", {
      webSocketApi: api,
      stageName: stage.name,
      autoDeploy: true,
      throttle: stage.websocketThrottle,
    });
    this.apiId = api.apiId;
    this.stageName = stage.name;
    NagSuppressions.addResourceSuppressions(apiStage, [
      { id: "AwsSolutions-APIG1", reason: "The function writes one structured line for each event." },
    ]);
    NagSuppressions.addResourceSuppressions(
      api,
      [{ id: "AwsSolutions-APIG4", reason: "Only $connect can have an authorizer, and it has one." }],
      true,
    );
  }

  /** Lets a function speak to connections, or close them. */
  allowManagement(fn: ServiceFunction, ...methods: readonly ("POST" | "DELETE")[]): void {
    const arnOf = (method: string) =>
      Stack.of(this).formatArn({
        service: "execute-api",
        resource: this.apiId,
        resourceName: `${this.stageName}/${method}/@connections/*`,
      });
    fn.allow(["execute-api:ManageConnections"], ...methods.map(arnOf));
    NagSuppressions.addResourceSuppressions(
      fn,
      [
        {
          id: "AwsSolutions-IAM5",
          reason: "The id of a connection is known only once it is open.",
          appliesTo: [{ regex: "/@connections/\\*$/" }],
        },
      ],
      true,
    );
  }
}
