import { type DeploymentClient, StepFailed } from "./deployment-client.ts";

/** What describes the API must be there, and load nothing from elsewhere. */
export async function* walkDocuments(client: DeploymentClient): AsyncGenerator<string> {
  const document = await client.call<{ openapi: string; paths: object }>("GET", "/openapi.json", {
    status: 200,
  });
  if (!document.openapi?.startsWith("3.1")) throw new StepFailed("/openapi.json is not OpenAPI 3.1");
  yield `GET /openapi.json describes ${Object.keys(document.paths).length} paths`;

  const page = await client.call<string>("GET", "/docs", { status: 200 });
  if (!page.includes("<html")) throw new StepFailed("/docs is not a page");
  const foreign = /<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\/[^"]+"/i.exec(page);
  if (foreign) throw new StepFailed(`/docs loads from another host: ${foreign[0]}`);
  yield "GET /docs is a page that loads nothing from another host";
}
