import { endsInHalf } from "./split-text.ts";

/** A text that comes in pieces, of which one may end within a character; half of one that stays alone is no text. */
export function wholeCharacters() {
  let half = "";
  return {
    take(piece: string): string {
      const text = half + piece;
      half = endsInHalf(text) ? text.slice(-1) : "";
      return text.slice(0, text.length - half.length).toWellFormed();
    },
    rest: (): string => half.toWellFormed(),
  };
}
