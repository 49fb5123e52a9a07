/** API Gateway closes a socket over a frame of more. */
const maxFrameBytes = 32_768;

export function fitsFrame(body: object): boolean {
  return Buffer.byteLength(JSON.stringify(body)) < maxFrameBytes;
}
