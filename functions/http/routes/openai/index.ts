import type { Route } from "../../route.ts";
import { createEmbeddingsRoute } from "./embeddings.ts";
import { getModelRoute, listModelsRoute } from "./models.ts";

export const routes: readonly Route[] = [listModelsRoute, getModelRoute, createEmbeddingsRoute];
