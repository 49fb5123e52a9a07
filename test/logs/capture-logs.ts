import { appendFileSync } from "node:fs";
import { join } from "node:path";

let clouds = 0;

/** Writes each line of a cloud's functions to a file of its own, for the search at the end. */
export function captureLogs(folder: string): (functionName: string, line: string) => void {
  const file = join(folder, `${process.pid}-${++clouds}.log`);
  return (functionName, line) => appendFileSync(file, `${functionName}\t${line}\n`);
}
