import { Duration, SecretValue } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginRequestPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  Function as ViewerFunction,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import { originHeader, viewerHeader } from "#shared/wire/origin-header.ts";
import { streamedPaths } from "../edge-paths.ts";
import { appSecretName, type Stage } from "../stages.ts";
import { resourceName } from "../topology.ts";

export interface EdgeProps {
  readonly stage: Stage;
  readonly secretVersion: string | undefined;
  readonly httpHost: string;
  readonly streamHost: string;
  readonly websocketHost: string;
  readonly websocketStage: string;
}

/** One public host for the HTTP API, the streaming function URL and the WebSocket API. */
export class Edge extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    const { stage } = props;
    const originSecret = SecretValue.secretsManager(appSecretName(stage.name), {
      jsonField: "AIMI_ORIGIN_SECRET",
      ...(props.secretVersion !== undefined && { versionId: props.secretVersion }),
    });
    // A reference in the template. CloudFormation resolves it anew only where its text has changed.
    const customHeaders = { [originHeader]: originSecret.unsafeUnwrap() };
    const origin = (host: string, originPath?: string) =>
      new HttpOrigin(host, { customHeaders, originPath, readTimeout: Duration.seconds(60) });

    const tellViewer = this.onRequest("ViewerAddress", resourceName(stage.name, "viewer-address"));
    const toRoot = this.onRequest(
      "WebSocketPath",
      resourceName(stage.name, "websocket-path"),
      'event.request.uri = "/";',
    );
    const stream = passOn(origin(props.streamHost), tellViewer);
    const websocket = passOn(origin(props.websocketHost, `/${props.websocketStage}`), toRoot);

    const distribution = new Distribution(this, "Distribution", {
      comment: resourceName(stage.name, "edge"),
      priceClass: PriceClass[stage.priceClass],
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...this.ownDomain(stage),
      defaultBehavior: passOn(origin(props.httpHost), tellViewer),
      additionalBehaviors: {
        "/ws/chat": websocket,
        ...Object.fromEntries(streamedPaths.map((path) => [path, stream])),
      },
    });
    this.url = `https://${stage.domain?.name ?? distribution.distributionDomainName}`;
    NagSuppressions.addResourceSuppressions(
      distribution,
      stage.domain ? exceptions : [...exceptions, noDomain],
    );
  }

  /** Runs at the edge before each request goes on: whatever a client says of its address, CloudFront says it anew. */
  private onRequest(id: string, functionName: string, more = ""): ViewerFunction {
    const tell = `event.request.headers["${viewerHeader}"] = { value: event.viewer.ip };`;
    return new ViewerFunction(this, id, {
      functionName,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(`function handler(event) { ${tell} ${more} return event.request; }`),
    });
  }

  private ownDomain({ domain }: Stage): Partial<DistributionProps> {
    if (!domain) return {};
    return {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }
}

function passOn(origin: IOrigin, onRequest: ViewerFunction): BehaviorOptions {
  return {
    origin,
    functionAssociations: [{ function: onRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    compress: false,
  };
}

const exceptions = [
  { id: "AwsSolutions-CFR1", reason: "The service is open to every country." },
  {
    id: "AwsSolutions-CFR2",
    reason: "API Gateway throttles, the app limits each caller; a WAF bills while idle.",
  },
  { id: "AwsSolutions-CFR3", reason: "Its log would keep tickets and search texts, which stand in URLs." },
];

const noDomain = {
  id: "AwsSolutions-CFR4",
  reason:
    "CloudFront's own certificate accepts what CloudFront decides; a stage with a domain asks for TLS 1.2.",
};
