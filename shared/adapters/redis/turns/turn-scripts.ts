import { knockFunction } from "../knock-call.ts";
import accept from "./accept.lua";
import activity from "./activity.lua";
import appendFrames from "./append-frames.lua";
import beginTurn from "./begin-turn.lua";
import cancel from "./cancel.lua";
import flush from "./flush.lua";
import forget from "./forget.lua";
import open from "./open.lua";
import read from "./read.lua";
import restore from "./restore.lua";
import resume from "./resume.lua";
import takeOver from "./take-over.lua";
import turn from "./turn.lua";
import watch from "./watch.lua";

/** One script a verb. */
export const turnScripts = {
  accept: `${knockFunction}${turn}${accept}`,
  open: `${turn}${beginTurn}${open}`,
  takeOver: `${turn}${takeOver}`,
  flush: `${turn}${appendFrames}${flush}`,
  restore: `${turn}${beginTurn}${appendFrames}${restore}`,
  resume: `${turn}${resume}`,
  watch: `${turn}${watch}`,
  cancel: `${turn}${cancel}`,
  read: `${turn}${read}`,
  activity: `${turn}${activity}`,
  forget: `${turn}${forget}`,
};
