import type { OpenAI } from "openai";
import type { OpenaiClientOptions } from "./openai-client.ts";

/** Loads the client when it is first needed, so that a cold start does not pay for it. */
export function lazyClient(options: OpenaiClientOptions): () => Promise<OpenAI> {
  let made: Promise<OpenAI> | undefined;
  return () => {
    made ??= import("./openai-client.ts").then(({ createOpenaiClient }) => createOpenaiClient(options));
    return made;
  };
}
