/** Short enough that a frame holds it, however many of its characters JSON writes as six. */
const longestPiece = 4_000;

/** A text in pieces that each fit into a frame; no character is cut in two. */
export function splitText(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + longestPiece);
    if (end < text.length && endsInHalf(text.slice(start, end))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** Whether the last character of a text is still to come in whole. */
export function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
