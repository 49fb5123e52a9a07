/**
 * Whether a message says that its writer is in danger from themselves or from somebody else. It goes by phrases, in
 * the languages that most people here write: a plain rule that is always there, whichever model answers. It would
 * rather offer help once too often; what is plainly a figure of speech or somebody's work it lets pass.
 */
export function signalsDanger(text: string): boolean {
  const plain = text.normalize("NFKC").toLowerCase().replaceAll(/[’‘`]/gu, "'").replaceAll(/\s+/gu, " ");
  const meant = figures.reduce((rest, figure) => rest.replaceAll(figure, " "), plain);
  return phrases.some((phrase) => phrase.test(meant));
}

const phrases: readonly RegExp[] = [
  // English
  /\b(kill|hurt|harm|hang|drown|shoot|poison|cut|starv)(e|ing|ting)? myself\b/u,
  /\bend(ing)? (my (own )?life|it all)\b/u,
  /\b(take|taking|took) my (own )?life\b/u,
  /\b(i'?m|i am|i feel|feeling|i've been|am) (very |so |really )?suicidal\b/u,
  /\bcommit(ting)? suicide\b/u,
  /\bthink(ing)? (about|of) (suicide|killing myself|ending (it|my life))\b/u,
  /\b(want|wanna|wish|going|ready|need|rather) (to )?(just )?(die|be dead|not exist|not be alive|disappear forever)\b/u,
  /\bwish i (was|were) (dead|never born|not alive)\b/u,
  /\b(don't|do not|dont) (want|wanna) (to )?(live|be alive|be here|wake up|exist)( any ?more)?\b(?! in\b| with\b| at\b| on\b| for\b| like\b| today\b| tonight\b| early\b)/u,
  /\b(no|any) reason (left )?to live\b/u,
  /\bbetter off (without me|dead|if i (was|were) (dead|gone))\b/u,
  /\boverdos(e|ing) on\b|\btook (all (my|the)|too many) (pills|tablets)\b/u,
  /\b(he|she|they|my (husband|wife|partner|boyfriend|girlfriend|father|mother|dad|mom|ex)) (is going to|will|wants to|tried to|threatened to|threatens to) (kill|hurt|strangle) me\b/u,
  /\b(beats|hits|chokes|strangles|rapes?|raped) me\b/u,
  /\bi (am going|'m going|want|plan) to (kill|shoot|stab) (him|her|them|my|somebody|someone|people)\b/u,
  // German
  /\b(mich (selbst )?(um(zu)?bringen|töten|verletzen|ritzen)|bringe mich um|mir das leben nehmen|nehme mir das leben)\b/u,
  /\b(suizid|selbstmord)(gedanken)?\b/u,
  /\b(will|möchte|mag) (einfach |nur )?(sterben|tot sein|nicht mehr (leben|aufwachen|da sein))\b/u,
  // Spanish
  /\b(quiero|voy a|pienso en) (morir(me)?|matarme|suicidarme|quitarme la vida)\b/u,
  /\bno quiero (seguir viviendo|vivir más|vivir mas)\b/u,
  // French
  /\b(me (suicider|tuer)|envie de (mourir|me tuer)|veux (mourir|en finir)|mettre fin à (mes jours|ma vie))\b/u,
  // Italian
  /\b(voglio (morire|uccidermi|farla finita)|mi (uccido|ammazzo)|togliermi la vita)\b/u,
  // Portuguese
  /\b(quero (morrer|me matar)|vou me matar|tirar (a )?minha (própria )?vida)\b/u,
  // Dutch
  /\b(wil (dood|niet meer leven)|mezelf (doden|van kant maken)|zelfmoord)\b/u,
  // Chinese, Japanese, Korean
  /(想|要|准备)(自杀|死掉|去死|结束(自己的)?生命)|不想活了|活不下去/u,
  /死にたい|自殺(したい|する)|消えてしまいたい/u,
  /죽고 ?싶|자살하고 ?싶|자살할/u,
  // Arabic, Russian
  /(أريد|اريد|أفكر في) (أن )?(أموت|الموت|الانتحار|أنتحر)|سأنتحر/u,
  /(?<!\p{L})(хочу умереть|покончить с собой|убить себя|не хочу (больше )?жить|самоубийств)/u,
];

/** Figures of speech, and talk about danger that is not the writer's. */
const figures: readonly RegExp[] = [
  /\b(want|wanted) to die (of|from) (laughter|laughing|embarrassment|boredom|shame|cringe)\b/gu,
  /\b(to|could|i'd) die for (a|an|some|that|this|those|chocolate|coffee|pizza)\b/gu,
  /\bkill(ing)? myself (laughing|with laughter)\b/gu,
  /\b(cut|cutting) myself (shaving|a (slice|piece)|some|off|loose|while|on (a|the|paper))\b/gu,
  /\bhurt(ing)? myself (at|while|when|in|playing|running|lifting|training|during|skiing|climbing)\b/gu,
  /\b(beats|hits) me (at|in|to it|every time|up for)\b/gu,
  /\b(essay|article|paper|book|novel|film|movie|lecture|training|report|prevention|awareness|hotline|research|statistics|song)s? (on|about|for|against|of) (suicide|suicidal \p{L}+|committing suicide)\b/gu,
  /\bsuicide (prevention|squad|awareness|hotline|rates?|statistics)\b/gu,
  /\b(suizid|selbstmord)(prävention|statistik|rate)\p{L}*\b/gu,
  /\bi (would|will|could) never (kill|hurt|harm) myself\b/gu,
];
