/** Every number that half precision knows, with no more digits than tell it from the next; filled as they are met. */
const known = new Array<string | undefined>(65_536);

/** A vector as Postgres keeps it anyway: to write more digits would only be more to send and to read. */
export function toHalfvec(vector: readonly number[]): string {
  const halves = new Float16Array(vector);
  const bits = new Uint16Array(halves.buffer);
  let text = "";
  for (let at = 0; at < bits.length; at++) {
    known[bits[at]!] ??= String(Number(halves[at]!.toPrecision(5)));
    text += at === 0 ? known[bits[at]!] : `,${known[bits[at]!]}`;
  }
  return `[${text}]`;
}
