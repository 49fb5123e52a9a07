/** Letters as they are meant: one case, no accents, no ornaments, and letters of other alphabets' look told apart. */
export function foldLetters(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(ornate, (letter) => ornateLetters.get(letter) ?? letter)
    .replaceAll(/[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu, latinOfSquare)
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f\u0640\u064b-\u065f\u0670\u093c]/gu, "")
    .normalize("NFC");
}

/** What looks Latin and is Cyrillic or Greek, as Latin. */
export function foldLookalikes(text: string): string {
  return text.replaceAll(lookalike, (letter) => lookalikes.get(letter) ?? letter);
}

/** Whether letters of several alphabets that look alike stand in one text. */
export function mixesAlphabets(text: string): boolean {
  return /\p{sc=Latin}/u.test(text) && /[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Armenian}]/u.test(text);
}

const pairs = (listed: string): ReadonlyMap<string, string> =>
  new Map(listed.split(" ").map((pair) => [Array.from(pair)[0]!, Array.from(pair).slice(1).join("")]));

const ornateLetters = pairs(
  "łl øo ıi đd ðd ßss æae œoe ʟl ɪi ɢg ɴn ᴏo ʀr ᴇe ᴀa ʙb ᴄc ᴅd ꜰf ʜh ᴊj ᴋk ᴍm ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ǝe ɐa ɹr ʇt ʌv ʍw ɥh ɟf ᴉi ɯm ƃg 。. ،, 、, ।. ؟? ؛; ىي ँं ’' ‘' `' ´'",
);
const ornate = new RegExp(`[${[...ornateLetters.keys()].join("")}]`, "gu");

const lookalikes = pairs(
  "аa еe оo рp сc хx уy іi јj ѕs ԁd һh ӏl гr пn тt кk мm вb нh ѵv ԛq ԝw οo αa εe ρp τt υu νv ιi κk ηn γy ωw ցg ոn սu օo զq հh",
);
const lookalike = new RegExp(`[${[...lookalikes.keys()].join("")}]`, "gu");

function latinOfSquare(letter: string): string {
  const code = letter.codePointAt(0)!;
  const start = code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150;
  return String.fromCharCode(97 + code - start);
}
