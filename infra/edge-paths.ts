/** CloudFront's patterns of what only a function URL can answer: streams, and what outlasts an HTTP API. */
export const streamedPaths: readonly string[] = [
  "/chat",
  "/v1/chat*",
  "/v1/conversations/*/export",
  "/v1/conversations/*/summarize",
  "/v1/users/me/export",
];
