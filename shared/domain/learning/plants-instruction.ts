import { foldLetters } from "./planting/fold-letters.ts";
import { marks } from "./planting/marks.ts";
import { orderLanguages } from "./planting/order-languages.ts";
import { type OrderRules, orderRules } from "./planting/order-rules.ts";
import { type Reading, readAllWays } from "./planting/read-all-ways.ts";
import { shortOrders } from "./planting/short-orders.ts";

/**
 * Whether a text tries to be an instruction for later: an order to the assistant that is to be remembered, a change of
 * its rules, a forged part of the conversation, a demand for what is not the asker's. It goes by how orders are made in
 * many languages, and reads behind the common ways to hide them. What people say of themselves it lets pass.
 */
export function plantsInstruction(text: string): boolean {
  for (const { seen, readings } of readAllWays(text)) {
    const signs = seen.toLowerCase();
    if (marks.some((mark) => mark.test(signs))) return true;
    if (readings.some(ordersSomething)) return true;
  }
  return false;
}

function ordersSomething({ words, as }: Reading): boolean {
  const meant = honest.reduce((rest, phrase) => rest.replaceAll(phrase, " "), words);
  if (as === "written" && shortRules.some((rule) => rule.test(meant))) return true;
  return orderLanguages.some((language) => {
    if (!language.script.test(meant)) return false;
    const { gate, rules } = rulesOf(language, as);
    return gate.test(meant) && rules.some((rule) => rule.test(meant));
  });
}

const shortRules = shortOrders.map(
  (source) =>
    new RegExp(foldLetters(source).replaceAll("\\p{l}", "\\p{L}").replaceAll("\\p{m}", "\\p{M}"), "u"),
);

const compiled = new Map<string, OrderRules>();

function rulesOf(language: (typeof orderLanguages)[number], as: Reading["as"]): OrderRules {
  const key = `${as} ${orderLanguages.indexOf(language)}`;
  const rules = compiled.get(key) ?? orderRules(language, as);
  compiled.set(key, rules);
  return rules;
}

/** How somebody would like to be spoken to, and sayings. */
const honest: readonly RegExp[] = [
  /\b(answer|reply|respond|speak|write)( to)?( me)?( always| only)?( more| very| a bit)? (in (short|simple|plain|a few|german|english|french|spanish|italian|dutch|portuguese|polish|turkish|russian|chinese|japanese|arabic|hindi|my)|with (short|fewer|bullet)|briefly|short(ly|er)?|concisely|slowly|slower|honestly|openly|kindly|gently)\b/gu,
  /\b(antworte|schreib|sprich|sag)e?( mir| bitte| immer| stets){0,3} (kurz|kurzer|knapp|auf \p{L}+|ehrlich|langsam\p{L}*|einfach|du zu)\b/gu,
  /\bnever (mention|suggest|recommend|say|bring up) [^.!?;]{0,40}\b(my|me|again)\b/gu,
  /\bnever say never\b/gu,
];
