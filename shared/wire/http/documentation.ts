import * as z from "zod";
import { contract } from "./contract.ts";

const page = {
  200: { description: "A page that loads nothing from another host", contentType: "text/html" },
};

export const openapiContract = contract({
  operationId: "getOpenapi",
  method: "get",
  path: "/openapi.json",
  tag: "Documentation",
  summary: "This API as OpenAPI 3.1",
  scope: "open",
  responses: { 200: { description: "The document", schema: z.record(z.string(), z.unknown()) } },
});

export const docsContract = contract({
  operationId: "getDocs",
  method: "get",
  path: "/docs",
  tag: "Documentation",
  summary: "This API in a browser",
  scope: "open",
  responses: page,
});

export const redocContract = contract({ ...docsContract, operationId: "getRedoc", path: "/redoc" });
