const months =
  "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marz|mai|juni|juli|oktober|dezember";
const faiths =
  "christian|catholic|protestant|orthodox|evangelical|muslim|jewish|hindu|buddhist|sikh|mormon|baptist|atheist|agnostic";

/** Of letters without accents, in small. Whom somebody has and loves is told in every summary, and is none of these. */
export const personalWords: readonly RegExp[] = [
  new RegExp(`\\bborn (?:on|in) (?:the )?(?:\\d|${months})`),
  new RegExp(`\\bbirthday (?:is|was|falls|on|in|(?:the )?\\d|(?:${months})\\b)`),
  /\b(?:birth ?date|date of birth|geburtsdatum|date de naissance|fecha de nacimiento|data di nascita)\b/,
  /\b(?:am|i'm|is|are|turned|turns) (?:now )?\d{1,2} years old\b/,
  /\b(?:i am|i'm|user is|user turned) (?:now )?\d{1,2}(?=\s*(?:[.,;!?]|$))/,
  /\b(?:am|i'm|is|are|was|were|got|getting|been|recently|happily) (?:now |recently |happily )?(?:married|divorced|widowed|separated(?! by| into)|engaged(?! in| with| on)|single(?=\s*(?:[.,;!?]|$| and| again)))(?!-)\b/,
  /\b(?:divorce[ds]?|divorcing|marital status|verheiratet|geschieden|verwitwet)\b/,
  /\b(?:address|phone number|mobile number|e-?mail) is\b/,
  new RegExp(
    `\\b(?:am|i'm|is|are|became|become|was raised|were raised) (?:an? )?(?:devout |strict |practi[cs]ing |roman )?(?:${faiths})\\b(?! (?:church|temple|school|holiday|food))`,
  ),
  /\b(?:converted to (?:islam|judaism|christianity|catholicism|buddhism|hinduism)|(?:religion|faith|religious belief) is)\b/,
  /\b(?:am|i'm|is|are|as|came out as|identif(?:y|ies) as) (?:an? )?(?:gay|lesbian|bisexual|homosexual|transgender|trans|non-?binary|asexual|queer)\b/,
  /\bsexual orientation\b/,
];
