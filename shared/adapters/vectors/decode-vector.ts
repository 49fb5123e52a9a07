const bytesPerNumber = 4;

/** Single precision in base64; null is something else. */
export function decodeVector(base64: string): number[] | null {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length % bytesPerNumber !== 0) return null;
  const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  // From an iterator it takes four times as long.
  const numbers = new Array<number>(floats.length);
  for (let at = 0; at < floats.length; at++) numbers[at] = floats[at]!;
  return numbers;
}
