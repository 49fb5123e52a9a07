/** Redis values are bytes. Here each is a string of one character a byte (latin1), so that keys compare and sort as in Redis. */
export type ByteString = string;

export const fromText = (text: string): ByteString => Buffer.from(text, "utf8").toString("latin1");
export const toText = (bytes: ByteString): string => Buffer.from(bytes, "latin1").toString("utf8");
export const fromBuffer = (buffer: Uint8Array): ByteString => Buffer.from(buffer).toString("latin1");
export const toBuffer = (bytes: ByteString): Buffer => Buffer.from(bytes, "latin1");
