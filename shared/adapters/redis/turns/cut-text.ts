export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

export function cutCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (let count = 0; count < max && end < text.length; count++) end += widthAt(text, end);
  return text.slice(0, end);
}

/** The longest beginning of a text that takes no more bytes than this as a string in JSON. */
export function cutJsonString(text: string, maxBytes: number): string {
  let [end, bytes] = [0, '""'.length];
  while (end < text.length) {
    const character = text.slice(end, end + widthAt(text, end));
    bytes += byteLength(JSON.stringify(character)) - '""'.length;
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** No character is cut in two. */
function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}
