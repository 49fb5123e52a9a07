import { Status, wrongArity } from "../reply.ts";
import { type CommandTable, reads } from "./command.ts";

export const serverCommands: CommandTable = {
  PING: reads(-1, (_store, args) => {
    if (args.length > 1) throw wrongArity("ping");
    return args[0] ?? new Status("PONG");
  }),
  ECHO: reads(2, (_store, [message = ""]) => message),
  TIME: reads(1, (store) => [
    String(Math.floor(store.nowMs / 1000)),
    String(Math.floor((store.nowMs % 1000) * 1000)),
  ]),
};
