export interface Frame {
  opcode: number;
  payloadBytes: number;
}

/** Reads the header of each frame that passes by, in pieces of any size, and reports it. */
export function watchFrames(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let payloadLeft = 0;

  return function read(chunk) {
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(payloadLeft, rest.length);
      payloadLeft -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length === 0) return;

      const missing = headerBytes(header) - header.length;
      header = Buffer.concat([header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (header.length < 2 || header.length < headerBytes(header)) continue;

      payloadLeft = payloadBytes(header);
      onFrame({ opcode: at(header, 0) & 0x0f, payloadBytes: payloadLeft });
      header = Buffer.alloc(0);
    }
  };
}

function headerBytes(header: Buffer): number {
  if (header.length < 2) return 2;
  const length = at(header, 1) & 0x7f;
  const mask = at(header, 1) & 0x80 ? 4 : 0;
  return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + mask;
}

function payloadBytes(header: Buffer): number {
  const length = at(header, 1) & 0x7f;
  if (length === 127) return Number(header.readBigUInt64BE(2));
  return length === 126 ? header.readUInt16BE(2) : length;
}

function at(bytes: Buffer, index: number): number {
  return bytes[index] ?? 0;
}
