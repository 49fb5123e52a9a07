const names = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers that concern one connection only: a gateway passes them on in neither direction. */
export function isHopByHop(name: string): boolean {
  return names.has(name.toLowerCase());
}
