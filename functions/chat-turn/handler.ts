import "#shared/runtime/begin-secret.ts";
import { composeChatTurn } from "#shared/runtime/compose/chat-turn.ts";
import { createTurnHandler } from "./handle-turns.ts";

export const handler = createTurnHandler(await composeChatTurn());
