import type { Route } from "../../route.ts";
import { completionRoute } from "./completions.ts";
import { createEmbeddingsRoute } from "./embeddings.ts";
import { getModelRoute, listModelsRoute } from "./models.ts";

export const routes: readonly Route[] = [
  completionRoute,
  listModelsRoute,
  getModelRoute,
  createEmbeddingsRoute,
];
