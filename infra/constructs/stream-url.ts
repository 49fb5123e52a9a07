import { FunctionUrlAuthType, InvokeMode } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { hostOf } from "../api-address.ts";
import type { ServiceFunction } from "./service-function.ts";

/** A function URL that answers as a stream, which API Gateway's HTTP API cannot. */
export class StreamEntrance extends Construct {
  readonly url: string;
  readonly host: string;

  constructor(scope: Construct, id: string, handler: ServiceFunction) {
    super(scope, id);
    // Signing by CloudFront would overwrite the caller's Authorization: the origin header guards it instead.
    const { url } = handler.lambda.addFunctionUrl({
      authType: FunctionUrlAuthType.NONE,
      invokeMode: InvokeMode.RESPONSE_STREAM,
    });
    this.url = url;
    this.host = hostOf(url);
  }
}
