import { actFor } from "#shared/domain/access/act-for.ts";
import { NotFound } from "#shared/errors.ts";
import { getModelContract, listModelsContract } from "#shared/wire/http/models.ts";
import { unkeptModel } from "../../openai/unkept-model.ts";
import { type Call, route } from "../../route.ts";
import { toNamed } from "../named.ts";

type Settings = Call<unknown, unknown, unknown>["settings"];

/** Nobody here knows when a model was made, and OpenAI's clients want to read a time. */
const created = Date.UTC(2026, 0, 1) / 1000;

export const listModelsRoute = route(listModelsContract, async ({ caller, query, settings }) => {
  const { tenantId } = actFor(caller, toNamed(query));
  return { status: 200, body: { object: "list", data: modelsOf(settings) }, tenantId };
});

export const getModelRoute = route(getModelContract, async ({ caller, params, query, settings }) => {
  const { tenantId } = actFor(caller, toNamed(query));
  const model = modelsOf(settings).find(({ id }) => id === params.model);
  if (!model) throw new NotFound(`model ${params.model}`);
  return { status: 200, body: model, tenantId };
});

function modelsOf({ AIMI_LLM_MODEL, AIMI_EMBEDDING_MODEL }: Settings) {
  const ids = new Set([AIMI_LLM_MODEL, AIMI_EMBEDDING_MODEL, unkeptModel(AIMI_LLM_MODEL)]);
  return [...ids].map((id) => ({ id, object: "model", created, owned_by: "aimi" }));
}
