import { hashText } from "./hash-text.ts";

const usualWords = 600;
const shortWords = 120;
const mostWords = 20_000;

const openings = [
  "Once, in a town between two rivers, {name} woke before the sun and thought of {topic}.",
  "It began on a morning in autumn, when {name} found an old letter about {topic} in a drawer.",
  "Nobody in the valley knew more about {topic} than {name}, and nobody spoke less of it.",
];
const events = [
  "The road went uphill past the mill, and {name} counted the steps so as not to count the hours.",
  "A stranger with a lantern asked the way to the harbour and gave a small brass key for the answer.",
  "Rain came over the hills, soft at first, then so loud that even the geese were silent.",
  "{name} sat down under a lime tree and wrote three lines about {topic} on the back of a map.",
  "In the market an old woman sold nothing but questions, and {name} bought the smallest one.",
  "By noon the bridge was crowded, and everyone on it seemed to carry something that they would not name.",
  "A dog without a collar joined the journey and chose the left path wherever there were two.",
  "The key fitted no door in the village, but it made every lock a little warmer.",
  "{name} asked the ferryman what he thought about {topic}, and he laughed until the boat turned in a circle.",
  "At dusk the windows of the library were lit, although it had been closed for twenty years.",
  "Somebody had drawn a line of chalk from the church to the sea, and it was not broken anywhere.",
  "For a while nothing happened at all, which {name} later remembered as the best part.",
  "A child ran by with a kite and shouted that the wind had changed its mind.",
  "The baker gave away his last loaf and told how {topic} had once saved his life.",
  "Fog filled the valley, and the bells rang so that people could find each other.",
  "{name} tried again what had failed the day before, more slowly this time, and it held.",
];
const turns = [
  "Then everything changed, as quietly as a page is turned.",
  "That was when {name} understood that the map had been upside down.",
  "What nobody had expected was how easy the second step would be.",
  "And still there was one thing left to do before night.",
];
const ending =
  "When {name} came home at last, the lamp was still burning, and {topic} seemed both smaller and nearer than before. The end.";

const wanted =
  /\b(?:tell|write|give|make|invent|want|hear|another|long|short|words?)\b[^.!?]*\b(?:story|stories|tale)\b|\bstory of \d/i;

export function wantsStory(message: string): boolean {
  return wanted.test(message);
}

/** As many words as asked for, 600 without a number; the same request gives the same story. */
export function tellStory(message: string, { name, topic }: { name: string; topic: string }): string {
  const wanted = wordsWanted(message);
  const random = seededBy(message);
  const told = { name, topic: topicOf(message) ?? topic };
  const say = (sentence: string) =>
    sentence.replaceAll("{name}", told.name).replaceAll("{topic}", told.topic);

  const paragraphs = [say(openings[random() % openings.length]!)];
  const last = say(ending);
  let count = countWords(paragraphs[0]!) + countWords(last);
  for (let paragraph = 0; count < wanted; paragraph++) {
    const sentences = paragraph === 0 ? [] : [say(turns[random() % turns.length]!)];
    const left = [...events];
    while (sentences.length < 6) sentences.push(say(left.splice(random() % left.length, 1)[0]!));
    paragraphs.push(sentences.join(" "));
    count += countWords(paragraphs.at(-1)!);
  }
  return [...paragraphs, last].join("\n\n");
}

function wordsWanted(message: string): number {
  const given = message.match(/(\d[\d,.]*)[\s-]*words?\b/i)?.[1];
  if (given) return Math.min(mostWords, Number(given.replace(/\D/g, "")));
  return /\bshort\b/i.test(message) ? shortWords : usualWords;
}

function topicOf(message: string): string | undefined {
  return message.match(/\babout\s+(.+?)(?:[.,!?]|\s+(?:in|of|with)\s+\d|$)/i)?.[1];
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}

function seededBy(text: string): () => number {
  let state = hashText(text);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
