import "#shared/runtime/begin-secret.ts";
import { composeLostTurns } from "#shared/runtime/compose/lost-turns.ts";
import { createLostTurnHandler } from "./handle-lost-turns.ts";

export const handler = createLostTurnHandler(await composeLostTurns());
