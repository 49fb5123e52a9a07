import { expect, it } from "vitest";
import { stages } from "#infra/stages.ts";
import { ofType, readable } from "./read-template.ts";
import { synthesize } from "./synthesize.ts";

it.each(stages.map(({ name }) => name))(
  "lets nobody connect in %s whom the authorizer does not let in",
  (stage) => {
    const template = synthesize(stage);
    const routes = ofType(template, "AWS::ApiGatewayV2::Route").map(([, { Properties }]) => Properties);
    const sockets = routes.filter(({ RouteKey }) => ["$connect", "$disconnect"].includes(String(RouteKey)));
    const [connect, ...others] = sockets.toSorted((a) => (a.RouteKey === "$connect" ? -1 : 1));
    expect(others.map(({ AuthorizationType }) => AuthorizationType)).toEqual(["NONE"]);
    const [[id, authorizer] = [], ...more] = ofType(template, "AWS::ApiGatewayV2::Authorizer");
    expect(connect).toMatchObject({ AuthorizationType: "CUSTOM", AuthorizerId: { Ref: id } });
    expect(more).toEqual([]);
    expect(readable(template, authorizer?.Properties.AuthorizerUri)).toContain(`aimi-${stage}-ws-authorizer`);
  },
);

it("declares no source of identity: a ticket or a header is each enough, and nothing is cached", () => {
  const [[, authorizer] = []] = ofType(synthesize("prod"), "AWS::ApiGatewayV2::Authorizer");
  expect(authorizer?.Properties).toMatchObject({ AuthorizerType: "REQUEST", IdentitySource: [] });
  expect(authorizer?.Properties).not.toHaveProperty("AuthorizerResultTtlInSeconds");
});

it("lets API Gateway invoke the authorizer, for this one authorizer alone", () => {
  const template = synthesize("prod");
  const permissions = ofType(template, "AWS::Lambda::Permission").filter(
    ([, { Properties }]) => readable(template, Properties.FunctionName) === "aimi-prod-ws-authorizer",
  );
  expect(permissions).toHaveLength(1);
  const { Properties } = permissions[0]![1];
  expect(Properties).toMatchObject({ Principal: "apigateway.amazonaws.com" });
  expect(readable(template, Properties.SourceArn)).toMatch(
    /:aimi-prod-websocket\/authorizers\/aimi-prod-ws-authorizer$/,
  );
});
