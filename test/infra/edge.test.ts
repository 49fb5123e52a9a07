import { describe, expect, it } from "vitest";
import { streamedPaths } from "#infra/edge-paths.ts";
import { stageNamed, stages } from "#infra/stages.ts";
import { ofType, readable } from "./read-template.ts";
import { synthesize } from "./synthesize.ts";

interface Behavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
  readonly AllowedMethods: string[];
  readonly CachePolicyId: string;
  readonly OriginRequestPolicyId: string;
  readonly FunctionAssociations: { EventType: string; FunctionARN: unknown }[];
}
interface ViewerRequest {
  readonly uri: string;
  readonly headers: Record<string, { value: string }>;
  readonly querystring?: unknown;
}
interface Origin {
  readonly Id: string;
  readonly DomainName: unknown;
  readonly OriginPath?: string;
  readonly OriginCustomHeaders: { HeaderName: string; HeaderValue: unknown }[];
}
interface Config {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: Behavior[];
  readonly Origins: Origin[];
}

const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHost = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

it.each(stages.map(({ name }) => name))("puts CloudFront in front of %s unless it is emulated", (name) => {
  const edges = ofType(synthesize(name), "AWS::CloudFront::Distribution");
  expect(edges).toHaveLength(stageNamed(name).emulated ? 0 : 1);
});

describe("the edge", () => {
  const template = synthesize("prod");
  const [[, distribution] = []] = ofType(template, "AWS::CloudFront::Distribution");
  const config = distribution?.Properties.DistributionConfig as unknown as Config;
  const originOf = ({ TargetOriginId }: Behavior) => config.Origins.find(({ Id }) => Id === TargetOriginId)!;
  const behaviorOf = (path: string) => config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path)!;

  /** What the function in front of a behavior makes of a viewer's request. */
  function atEdge({ FunctionAssociations }: Behavior, request: Partial<ViewerRequest>): ViewerRequest {
    const [{ EventType, FunctionARN } = { EventType: "", FunctionARN: undefined }, ...more] =
      FunctionAssociations;
    expect([EventType, more]).toEqual(["viewer-request", []]);
    const [, code] = ofType(template, "AWS::CloudFront::Function").find(
      ([id]) => (FunctionARN as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0] === id,
    )!;
    const handle = new Function(`${code.Properties.FunctionCode}; return handler;`)();
    return handle({ request: { headers: {}, ...request }, viewer: { ip: "198.51.100.7" } });
  }

  it("caches nothing and passes every method and header on, the host apart", () => {
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behavior.CachePolicyId).toBe(cachingDisabled);
      expect(behavior.OriginRequestPolicyId).toBe(allViewerExceptHost);
      expect(behavior.AllowedMethods).toEqual(
        expect.arrayContaining(["GET", "POST", "PATCH", "PUT", "DELETE"]),
      );
    }
  });

  it("sends streams to the function URL and the rest to the HTTP API", () => {
    for (const path of streamedPaths) {
      expect(JSON.stringify(originOf(behaviorOf(path)).DomainName)).toContain("FunctionUrl");
    }
    expect(readable(template, originOf(config.DefaultCacheBehavior).DomainName)).toMatch(
      /^aimi-prod-http\.execute-api\./,
    );
  });

  it("rewrites the socket's path to the stage of the WebSocket API", () => {
    const behavior = behaviorOf("/ws/chat");
    expect(originOf(behavior).OriginPath).toBe("/prod");
    expect(readable(template, originOf(behavior).DomainName)).toMatch(/^aimi-prod-websocket\.execute-api\./);
    const request = { uri: "/ws/chat", querystring: { ticket: {} } };
    expect(atEdge(behavior, request)).toMatchObject({ uri: "/", querystring: { ticket: {} } });
  });

  it("tells each origin from which address a request came, whatever the request says", () => {
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      const forged = { uri: "/v1/auth/refresh", headers: { "x-aimi-viewer": { value: "203.0.113.9" } } };
      expect(atEdge(behavior, forged).headers).toEqual({ "x-aimi-viewer": { value: "198.51.100.7" } });
    }
    expect(atEdge(config.DefaultCacheBehavior, { uri: "/v1/auth/refresh" }).uri).toBe("/v1/auth/refresh");
  });

  it("tells each origin a secret that the template only refers to", () => {
    for (const { OriginCustomHeaders } of config.Origins) {
      expect(OriginCustomHeaders).toEqual([
        {
          HeaderName: "x-aimi-origin",
          HeaderValue: "{{resolve:secretsmanager:aimi/prod:SecretString:AIMI_ORIGIN_SECRET::}}",
        },
      ]);
    }
  });

  it("speaks HTTP/3, and TLS 1.2 at least under a domain of our own", () => {
    const domain = {
      name: "api.example.com",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/a",
    };
    const own = synthesize({ ...stageNamed("prod"), domain });
    own.hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: {
        HttpVersion: "http2and3",
        Aliases: [domain.name],
        ViewerCertificate: { MinimumProtocolVersion: "TLSv1.2_2021" },
      },
    });
    own.hasOutput("Url", { Value: "https://api.example.com" });
  });
});

it("answers streams at a function URL that streams", () => {
  synthesize("prod").hasResourceProperties("AWS::Lambda::Url", {
    AuthType: "NONE",
    InvokeMode: "RESPONSE_STREAM",
  });
});

it("throttles both APIs as the stage says", () => {
  const template = synthesize("prod");
  const { httpThrottle, websocketThrottle } = stageNamed("prod");
  for (const [StageName, { rateLimit, burstLimit }] of [
    ["$default", httpThrottle],
    ["prod", websocketThrottle],
  ] as const) {
    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      StageName,
      DefaultRouteSettings: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    });
  }
});
