import { Stack } from "aws-cdk-lib";
import { WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { resourceName } from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

/** API Gateway's WebSocket API: connects, frames and disconnects go to one function. */
export class WebSocketEntrance extends Construct {
  readonly apiId: string;
  readonly stageName: string;

  constructor(scope: Construct, id: string, stage: Stage, handler: ServiceFunction) {
    super(scope, id);
    const toHandler = (name: string) => ({
      integration: new WebSocketLambdaIntegration(name, handler.lambda),
    });
    const api = new WebSocketApi(this, "Api", {
      apiName: resourceName(stage.name, "websocket"),
      connectRouteOptions: toHandler("OnConnect"),
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
      [{ id: "AwsSolutions-APIG4", reason: "The app itself checks the ticket or token of each connect." }],
      true,
    );
  }

  /** Lets a function speak to connections, look at them and close them. */
  allowManagement(fn: ServiceFunction): void {
    const arnOf = (method: string) =>
      Stack.of(this).formatArn({
        service: "execute-api",
        resource: this.apiId,
        resourceName: `${this.stageName}/${method}/@connections/*`,
      });
    fn.allow(["execute-api:ManageConnections"], arnOf("POST"), arnOf("GET"), arnOf("DELETE"));
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
