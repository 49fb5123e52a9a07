import * as z from "zod";
import { named, text } from "../primitives.ts";
import { contract } from "./contract.ts";

const model = z
  .object({
    id: z.string(),
    object: z.literal("model"),
    created: z.int().meta({ description: "Seconds since 1970; the same for every model" }),
    owned_by: z.literal("aimi"),
  })
  .meta({ id: "Model" });

const asOpenAi = { method: "get", tag: "OpenAI", scope: "chat", takesKeyAsBearer: true } as const;

export const listModelsContract = contract({
  ...asOpenAi,
  operationId: "listModels",
  path: "/v1/models",
  summary: "List the models that answer here",
  description:
    "The stage's chat model and its embedding model, as OpenAI lists models; and the chat model as `…-unkept`, which is the same under `store: false`.",
  query: z.object(named),
  responses: {
    200: {
      description: "The models",
      schema: z.object({ object: z.literal("list"), data: z.array(model) }).meta({ id: "ModelList" }),
    },
  },
});

export const getModelContract = contract({
  ...asOpenAi,
  operationId: "getModel",
  path: "/v1/models/{model}",
  summary: "Read one of them",
  params: z.object({
    model: text({ min: 1, max: 256 }).meta({ description: "Its id; a slash in it may be encoded or not" }),
  }),
  query: z.object(named),
  responses: { 200: { description: "The model", schema: model } },
});
