/** Every call has a deadline: a client without one waits for ever. What a call goes through is put together once. */
export const awsClientOptions = {
  cacheMiddleware: true,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;
