/** Who speaks becomes who is spoken to, and the other way round. */
const others: Readonly<Record<string, string>> = {
  "i am": "you are",
  "i was": "you were",
  "i'm": "you're",
  "i've": "you've",
  "i'll": "you'll",
  "i'd": "you'd",
  i: "you",
  me: "you",
  my: "your",
  mine: "yours",
  myself: "yourself",
  we: "you",
  us: "you",
  our: "your",
  ours: "yours",
  "you are": "I am",
  "you were": "I was",
  "you're": "I'm",
  you: "me",
  your: "my",
  yours: "mine",
  yourself: "myself",
  "the user's": "your",
  "the user is": "you are",
  "the user was": "you were",
  "the user has": "you have",
  "the user does": "you do",
  "the user": "you",
};
const spoken = new RegExp(
  `\\b(?:${Object.keys(others)
    .toSorted((a, b) => b.length - a.length)
    .join("|")})\\b`,
  "gi",
);

/** "I love my cat" as the other one says it: "you love your cat". */
export function turnAround(text: string): string {
  return text
    .replaceAll("’", "'")
    .replace(/\bthe user ((?:no longer |never )?)(?!does\b|has\b)(\w+[^s\W])s\b/gi, "the user $1$2")
    .replace(spoken, (found) => others[found.toLowerCase()] ?? found);
}
