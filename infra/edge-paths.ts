/** CloudFront's patterns of what only a function URL can answer: streams, what outlasts an HTTP API, what is over 6 MB. */
export const streamedPaths: readonly string[] = [
  "/chat",
  "/v1/chat*",
  "/v1/embeddings",
  "/v1/conversations/*/export",
  "/v1/conversations/*/summarize",
  "/v1/users/me/export",
];
