import { UpstreamUnavailable } from "../../errors.ts";

/** A call for the session in progress: chat goes on nothing else, so without an answer it is not there. */
export async function askStream<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new UpstreamUnavailable("chat", error);
  }
}
