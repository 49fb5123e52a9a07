export const timedOut = Symbol("timed out");

/** What the promise resolves with, or `timedOut`; what comes too late is dropped. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof timedOut> {
  const deadline = Promise.withResolvers<typeof timedOut>();
  const timer = setTimeout(() => deadline.resolve(timedOut), ms);
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
