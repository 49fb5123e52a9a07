/** The server's URL for another database and, if given, another login. */
export function upstreamUrl(
  upstream: string,
  database: string,
  login?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(upstream);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (login) {
    url.username = encodeURIComponent(login.name);
    url.password = encodeURIComponent(login.password);
  }
  return url.href;
}
