import type { CommandTable } from "./command.ts";
import { counterCommands } from "./counter-commands.ts";
import { expiryCommands } from "./expiry-commands.ts";
import { hashCommands } from "./hash-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { listCommands } from "./list-commands.ts";
import { serverCommands } from "./server-commands.ts";
import { setCommands } from "./set-commands.ts";
import { sortedRangeCommands } from "./sorted-range-commands.ts";
import { sortedSetCommands } from "./sorted-set-commands.ts";
import { stringCommands } from "./string-commands.ts";

export const allCommands: CommandTable = {
  ...stringCommands,
  ...counterCommands,
  ...hashCommands,
  ...listCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...sortedRangeCommands,
  ...keyCommands,
  ...expiryCommands,
  ...serverCommands,
};
