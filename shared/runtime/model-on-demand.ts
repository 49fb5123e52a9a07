import type { ChatModel } from "../ports/chat-model.ts";

/** A model whose client is loaded with its first question. */
export function modelOnDemand(load: () => Promise<ChatModel>): ChatModel {
  let loading: Promise<ChatModel> | undefined;
  return {
    async *stream(request, limits) {
      loading ??= load();
      yield* (await loading).stream(request, limits);
    },
  };
}
