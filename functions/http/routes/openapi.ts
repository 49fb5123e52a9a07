import { openapiContract } from "#shared/wire/http/documentation.ts";
import { route } from "../route.ts";

export const openapiRoute = route(openapiContract, async ({ settings }) => {
  const [{ buildOpenapi }, { allRoutes }] = await Promise.all([
    import("../openapi/build-openapi.ts"),
    import("./index.ts"),
  ]);
  const contracts = (await allRoutes()).map(({ contract }) => contract);
  return { status: 200, body: buildOpenapi(contracts, settings.AIMI_VERSION) };
});
