import { HttpApi, HttpStage } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { resourceName } from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

/** API Gateway's HTTP API: every route goes to one function, which does the routing. */
export class HttpEntrance extends Construct {
  readonly api: HttpApi;
  readonly apiId: string;
  readonly stageName = "$default";

  constructor(scope: Construct, id: string, stage: Stage, handler: ServiceFunction) {
    super(scope, id);
    const api = new HttpApi(this, "Api", {
      apiName: resourceName(stage.name, "http"),
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration("Handler", handler.lambda),
    });
    const apiStage = new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: this.stageName,
      autoDeploy: true,
      throttle: stage.httpThrottle,
    });
    this.api = api;
    this.apiId = api.apiId;
    NagSuppressions.addResourceSuppressions(apiStage, [
      { id: "AwsSolutions-APIG1", reason: "The function writes one structured line for each request." },
    ]);
    NagSuppressions.addResourceSuppressions(
      api,
      [{ id: "AwsSolutions-APIG4", reason: "The app itself checks tokens and API keys, route by route." }],
      true,
    );
  }
}
