/** Every number that half precision knows, with no more digits than tell it from the next; filled as they are met. */
const known = new Array<string | undefined>(65_536);
const precisions = [1, 2, 3, 4, 5];

/** A vector as Postgres keeps it anyway: to write more digits would only be more to send and to read. */
export function toHalfvec(vector: readonly number[]): string {
  const halves = new Float16Array(vector);
  const bits = new Uint16Array(halves.buffer);
  const texts = new Array<string>(bits.length);
  for (let at = 0; at < bits.length; at++) texts[at] = known[bits[at]!] ??= write(halves[at]!);
  return `[${texts.join()}]`;
}

/** Postgres reads it by way of single precision. */
function write(half: number): string {
  const isEnough = (digits: number) => Math.f16round(Math.fround(Number(half.toPrecision(digits)))) === half;
  const text = String(Number(half.toPrecision(precisions.find(isEnough) ?? 5)));
  return text.replace(/^(-?)0\./, "$1.");
}
