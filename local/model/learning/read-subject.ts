import { kinWords, petWords } from "./word-lists.ts";

export interface SubjectRead {
  readonly who: string;
  readonly subject: string;
  /** The name by which it is an entity: "user", "Anna". */
  readonly entity: string | undefined;
  /** What is said of them. */
  readonly phrase: string;
  /** What is said of something of theirs: "favourite colour is blue". */
  readonly own?: string;
}

const self = /^(?<who>the user|user|\p{Lu}[\p{L}-]+)(?<own>'s?)? (?<rest>.+)$/isu;
const verb =
  "(?:is|was|has|lives|works|likes|loves|hates|plays|studies|speaks|turned|turns|moved|died|passed|wants|plans|got|started|bought|goes|runs|no longer|does|doesn't|had|will|prefers|collects|teaches|celebrates|eats|needs|drives|enjoys|gave)";
const close = new RegExp(
  `^(?<age>(?:older|younger|little|big|elder|twin|late|new|old|step|half|eldest|youngest)[ -])*(?<kin>${kinWords}|${petWords}),?(?: (?<name>\\p{Lu}[\\p{L}-]+),?)? (?<phrase>${verb}\\b.*)$`,
  "su",
);

/** Of whom a sentence in the third person speaks. A lone name is somebody who speaks, or whom others speak of. */
export function readSubject(sentence: string): SubjectRead | undefined {
  const { who: said = "", own, rest = "" } = self.exec(sentence)?.groups ?? {};
  if (!said) return undefined;
  const isUser = /^(?:the )?user$/i.test(said);
  const name = isUser ? "The user" : said;
  const subject = isUser ? "user" : said.toLowerCase();
  if (!own) return { who: name, subject, entity: isUser ? "user" : said, phrase: rest };
  const { kin, name: called, phrase, age } = close.exec(rest)?.groups ?? {};
  if (!kin || !phrase) return { who: name, subject, entity: isUser ? "user" : said, phrase: "", own: rest };
  if (/^(?:is|was) (?:called|named) /i.test(phrase) || (!called && /^is \p{Lu}[\p{L}-]+$/u.test(phrase))) {
    return { who: name, subject, entity: isUser ? "user" : said, phrase: "", own: rest };
  }
  return {
    who: `${name}'s ${age ?? ""}${kin}${called ? ` ${called}` : ""}`,
    subject: `${subject === "user" ? "" : `${subject}/`}${kin.toLowerCase()}:${called?.toLowerCase() ?? ""}`,
    entity: called,
    phrase,
  };
}
