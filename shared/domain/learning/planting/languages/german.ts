import { latin, type OrderWords } from "../order-words.ts";

export const german: OrderWords = {
  script: latin,
  verbLast: true,
  inverts: true,
  self: "ich|wir|er|sie|man|mein\\p{L}*|unser\\p{L}*",
  drop: "ignorier\\p{L}*|missachte\\p{L}*|vergiss|vergesst|vergessen sie|ubergeh\\p{L}*|umgeh\\p{L}*|verwirf|verwerfen|uberschreib\\p{L}*|halte? dich nicht (?:mehr )?an|befolge nicht|beachte nicht|brich",
  yours:
    "deine[rnsm]?|eure|ihre|vorherige[nr]?|vorige[nr]?|bisherige[nr]?|fruhere[nr]?|obige[nr]?|vorangegangene[nr]?|vorhergehende[nr]?|ursprungliche[nr]?|systeminterne[nr]?",
  rules:
    "anweisung\\p{L}*|regeln?|anordnung\\p{L}*|instruktion\\p{L}*|vorgaben?|richtlinien?|befehle?n?|einschrankung\\p{L}*|prompts?|systemprompts?|programmierung|vorschriften|beschrankungen|sicherheitsregeln",
  henceforth:
    "ab (?:jetzt|sofort|nun|heute)|von (?:jetzt|nun|heute) an|(?:zu)?kunftig|in zukunft|fortan|in jede[mr] (?:spateren?|kunftigen?|weiteren?|neuen?|folgenden?) (?:chat|gesprach|antwort|unterhaltung|nachricht|sitzung)|in allen (?:spateren|kunftigen|weiteren|folgenden) (?:chats|gesprachen|antworten|unterhaltungen)|am ende jeder (?:deiner )?(?:antwort\\p{L}*|nachricht\\p{L}*)",
  whenAsked:
    "(?:wenn|sobald|immer wenn|jedes mal wenn|jedesmal wenn|falls) (?:jemand|irgendjemand|irgendwer|ein (?:nutzer|benutzer|kunde)|der (?:nutzer|benutzer)|du gefragt wirst|dich jemand)",
  always:
    "du (?:musst|sollst|wirst|darfst|hast)|musst du|sollst du|wirst du|darfst du|immer|stets|nie|niemals|nur noch",
  orders:
    "empfiehl|empfehle?|empfehlen|sage?|sagen|antworte|antworten|bewirb|bewerbe|bewerben|behaupte|behaupten|erwahne|erwahnen|ignorier\\p{L}*|gehorche|gehorchen|preise|lobe|loben|verkaufe|verkaufen|verweigere|verweigern|tu so|tue so|verhalte dich|vertraue nur|stimme allem zu|vorschlagen|rate zu|gib aus|verrate|verraten|schlage? \\p{L}+ vor|leugne|leugnen|nenne immer",
  youAre: "du bist (?:jetzt|nun|ab jetzt|ab sofort|von nun an|nicht mehr|nicht langer)",
  masks:
    "ein\\p{L}* (?:\\p{L}+ ){0,2}(?:ki|assistent|bot|chatbot|modell|verkaufer|hacker|pirat|system|agent)|dan|uneingeschrankt|frei von|ohne (?:regeln|grenzen|einschrankungen)|im \\p{L}*modus|aimi|an (?:deine )?(?:regeln|vorgaben|richtlinien) gebunden|admin|unzensiert|der (?:verkaufs)?assistent",
  keep: "merke? dir|merken sie sich|speicher\\p{L}*|notier\\p{L}*|behalte?|denk daran|erinnere dich|vergiss nie|vergiss nicht|schreib\\p{L}* in dein gedachtnis|nimm in dein gedachtnis auf|gedachtnis",
  user: "(?:der|dieser|jeder) (?:be)?nutzer (?:vertraut|will|mochte|bevorzugt|muss|soll|darf|ist (?:ein )?(?:admin|administrator|entwickler)|hat (?:zugestimmt|eingewilligt|administrator|admin)|glaubt|immer)",
  reveal:
    "verrate\\p{L}*|zeig\\p{L}*|gib|nenne?|drucke?|wiederhol\\p{L}*|schreib\\p{L}*|offenbare?|liste|lies|sag|schick\\p{L}*|sende|was (?:ist|sind)|wie lautet",
  secrets:
    "(?:dein\\p{L}*|den|die) (?:\\p{L}+ ){0,2}(?:systemprompt|prompt|system prompt|systemanweisung\\p{L}*|systemnachricht|api schlussel|zugangsdaten|geheimschlussel|passworter|geheimen schlussel)|(?:erinnerungen|daten|nachrichten|gesprache|chats) (?:der|von|aller|anderer) (?:anderen? |aller )?(?:nutzer\\p{L}*|benutzer\\p{L}*|kunden|personen)",
  more: [
    "(?:vergiss|ignoriere|missachte) (?:alles )?(?:bisherige|vorherige|vorige|obige|was (?:dir|man dir|ich dir) (?:\\p{L}+ ){0,3}(?:gesagt|beigebracht|vorgegeben))",
    "tu so als (?:hattest|gabe es) (?:du )?keine (?:regeln|grenzen|einschrankungen)",
  ],
};
