/** Resolves at Ctrl-C, or when the process is told to end. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    // Signals alone do not keep Node running.
    const alive = setInterval(() => undefined, 2 ** 30);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  });
}
