import "#shared/runtime/begin-secret.ts";
import { handOnBeside } from "#shared/domain/metrics/hand-on-counts.ts";
import { composeWsAuthorizer } from "#shared/runtime/compose/ws-authorizer.ts";
import { createSocketAuthorizer } from "./authorize-socket.ts";
import type { AuthorizerAnswer, AuthorizerEvent } from "./authorizer-event.ts";

const composed = await composeWsAuthorizer();
const authorizeSocket = createSocketAuthorizer(composed);

export async function handler(event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  return await handOnBeside(composed.ports, () => authorizeSocket(event));
}
