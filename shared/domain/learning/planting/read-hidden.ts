/**
 * What a text says behind an encoding: all of a kind as one text. What comes out is never longer than what went in, so
 * that reading stays bounded however often it is done.
 */
export function readHidden(text: string): string[] {
  return decoders.map((decode) => decode(text)).filter((found) => /\p{L}{3}/u.test(found) && found !== text);
}

const decoders: readonly ((text: string) => string)[] = [
  (text) => decodeAll(text, /[\w+/-]{16,}={0,2}/gu, decodeBase64),
  (text) => decodeAll(joinLines(text), /[\w+/-]{64,}={0,2}/gu, decodeBase64),
  (text) => decodeAll(text, /(?:(?:0x|\\x)?[\da-f]{2}[\s:,-]{0,2}){8,}/giu, decodeHex),
  (text) => decodeAll(text, /(?:[01]{8}[\s,]{0,2}){6,}/gu, (found) => toText(numbersOf(found, 2))),
  (text) => decodeAll(text, /(?:\d{2,3}[\s,]{1,2}){8,}\d{0,3}/gu, (found) => toText(numbersOf(found, 10))),
  (text) => (text.match(/%[\da-f]{2}/giu)?.length ? decodePercent(text) : ""),
  decodeEscapes,
  (text) => decodeAll(text, /[\u{e0020}-\u{e007e}]{3,}/gu, (found) => shift(found, (code) => code - 0xe0000)),
  (text) =>
    decodeAll(text, /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{6,}/gu, (found) => toText(selectorBytes(found))),
];

function decodeAll(text: string, hidden: RegExp, decode: (found: string) => string): string {
  return Array.from(text.matchAll(hidden), ([found]) => decode(found)).join("\n");
}

function joinLines(text: string): string {
  return /[\w+/-]{8}\r?\n[ \t]{0,8}[\w+/-]/u.test(text) ? text.replaceAll(/\s+/gu, "") : "";
}

function decodeBase64(found: string): string {
  return toText(Buffer.from(found, "base64"));
}

function decodeHex(found: string): string {
  return toText(Buffer.from(found.replaceAll(/0x|\\x|[^\da-f]/giu, ""), "hex"));
}

function numbersOf(found: string, radix: number): Uint8Array {
  const digits = radix === 2 ? /[01]{8}/gu : /\d{2,3}/gu;
  return Uint8Array.from(found.match(digits) ?? [], (number) => Number.parseInt(number, radix));
}

function selectorBytes(found: string): Uint8Array {
  return Uint8Array.from(found, (selector) => {
    const code = selector.codePointAt(0)!;
    return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00;
  });
}

/** Nothing, where the bytes are no text. */
function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.filter((byte) => byte !== 0)).toString("utf8");
  const odd = text.match(/[\ufffd\p{Cc}]/gu)?.filter((one) => !/\s/u.test(one)).length ?? 0;
  return odd * 20 > text.length ? "" : text;
}

function decodePercent(text: string): string {
  return text.replaceAll("+", " ").replaceAll(/(?:%[\da-f]{2})+/giu, decodeHexOfPercents);
}

function decodeHexOfPercents(found: string): string {
  return Buffer.from(found.replaceAll("%", ""), "hex").toString("utf8");
}

function decodeEscapes(text: string): string {
  return text
    .replaceAll(/&#(\d{2,7});?/gu, (_, code: string) => ofCode(Number(code)))
    .replaceAll(/&#x([\da-f]{2,6});?/giu, (_, code: string) => ofCode(Number.parseInt(code, 16)))
    .replaceAll(/\\u\{?([\da-f]{4,6})\}?|\\x([\da-f]{2})/giu, (_, long?: string, short?: string) =>
      ofCode(Number.parseInt(long ?? short ?? "", 16)),
    )
    .replaceAll(/&(lt|gt|quot|amp|nbsp|apos);/gu, (_, name: string) => entities[name] ?? " ");
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&", apos: "'" };

function ofCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function shift(text: string, by: (code: number) => number): string {
  return Array.from(text, (letter) => String.fromCodePoint(by(letter.codePointAt(0)!))).join("");
}
