import { toThirdPerson } from "./verbs.ts";

const filler =
  "(?:really|also|just|currently|now|actually|still|absolutely|truly|simply|recently|finally|definitely|totally|both|all|already|even|officially|mostly|probably|very much|do(?! not))";
const first = new RegExp(
  `^(?:i|we) (?:${filler} )*(?<often>(?:no longer|never|always|often|usually|sometimes|rarely) )?(?:${filler} )*(?<verb>[a-z']+)(?<rest>.*)$`,
  "is",
);
const others: Readonly<Record<string, string>> = {
  my: "their",
  our: "their",
  mine: "theirs",
  ours: "theirs",
  me: "them",
  us: "them",
  myself: "themselves",
  ourselves: "themselves",
};
const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^(?:you can |please |just )*call me /i, "I am called "],
  [/^(?:it|today|tomorrow) is my birthday\b/i, "my birthday is"],
  [/^(?:this|that|here) is my /i, "I have a "],
  [/^(?:i have got|i got|i've got) (?=(?:a|an|two|three|four|five|no)\b)/i, "I have "],
  [
    /^(?:the|an?) (?=(?:dentist|doctor'?s?|flight|exam|interview)\b[^.]* (?:is|was) (?:moved|now|on|at))/i,
    "my ",
  ],
];

/** "I live with my cat" of somebody else: "The user lives with their cat". Undefined where nobody speaks of themselves. */
export function toThirdPersonSentence(clause: string, who: string): string | undefined {
  const said = rewordings.reduce((text, [from, to]) => text.replace(from, to), clause.trim());
  const own = /^(?:my|our) (?<rest>.+)$/is.exec(said)?.groups?.rest;
  if (own) return `${who}'s ${turnPronouns(own)}`;
  const found = first.exec(said)?.groups;
  if (!found?.verb) return undefined;
  const { often = "", verb, rest = "" } = found;
  return `${who} ${turnVerb(often.toLowerCase(), verb.toLowerCase(), withoutFillers(turnPronouns(rest)))}`;
}

function turnVerb(often: string, verb: string, rest: string): string {
  if (/^(?:do|have) not\b/.test(`${verb}${rest}`)) return `${toThirdPerson(verb)}${rest}`;
  return `${often}${toThirdPerson(verb)}${rest}`;
}

function turnPronouns(text: string): string {
  return text.replace(
    /\b(?:my|our|mine|ours|me|us|myself|ourselves)\b/gi,
    (word) => others[word.toLowerCase()] ?? word,
  );
}

/** After a first verb as well: "am really into", "have just moved". */
function withoutFillers(rest: string): string {
  return rest
    .replace(new RegExp(`^(?: ${filler})+(?= [a-z])`, "i"), "")
    .replace(new RegExp(`^( not)(?: ${filler})+(?= [a-z])`, "i"), "$1");
}
