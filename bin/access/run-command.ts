/** Prints what a command is for and nothing else, or what is wrong with it. */
export async function runCommand(command: () => Promise<string>): Promise<void> {
  try {
    console.log(await command());
  } catch (error) {
    console.error(`FAIL  ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
