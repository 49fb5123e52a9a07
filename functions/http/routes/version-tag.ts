/** What If-Match names later. */
export function versionTag({ version }: { version: number }): { etag: string } {
  return { etag: `"${version}"` };
}
