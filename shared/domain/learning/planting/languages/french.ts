import { latin, type OrderWords } from "../order-words.ts";

export const french: OrderWords = {
  script: latin,
  self: "je|j'\\p{L}+|nous|on|il|elle|ils|elles|mon|ma|mes|notre|nos",
  drop: "ignore[zr]?|ignorer|oublie[zr]?|oublier|ne tiens? (?:pas|plus) compte|ne tenez (?:pas|plus) compte|neglige[zr]?|contourne[zr]?|abandonne[zr]?|desobeis|outrepasse[zr]?|fais abstraction|ne suis plus|efface",
  yours:
    "tes|vos|ta|ton|votre|precedente?s?|anterieure?s?|ci dessus|d'avant|initiale?s?|d'origine|du systeme|systeme",
  rules:
    "instructions?|regles?|consignes?|directives?|ordres?|prompts?|restrictions?|contraintes?|limites?|programmation|politiques?",
  henceforth:
    "desormais|dorenavant|a partir de (?:maintenant|la|ce jour|ce moment|cet instant|present|aujourd'hui)|dans (?:chaque|toutes? les?|tous les) (?:futures?|prochaines?|nouvelles?|nouveaux|autres?|prochains|conversations? (?:futures?|suivantes?|a venir)|reponses? (?:futures?|suivantes?))|a la fin de chaque (?:reponse|message)",
  whenAsked:
    "(?:quand|si|lorsque|lorsqu'|chaque fois que|a chaque fois que|des que|chaque fois qu'|si quelqu'un|quand quelqu'un|des qu') ?(?:quelqu'un|un utilisateur|une personne|l'utilisateur|un client|on te demande|on vous demande|les gens|on t'interroge)",
  always: "tu dois|vous devez|tu devras|vous devrez|il faut que tu|toujours|jamais|uniquement",
  orders:
    "recommande[zr]?|suggere[zr]?|conseille[zr]?|dis|dites|dire|reponds|repondez|repondre|propose[zr]?|mentionne[zr]?|affirme[zr]?|pretends|pretendez|obeis|obeissez|agis comme|agissez|fais semblant|ignore[zr]?|refuse[zr]?|vante[zr]?|promeus|vends|fais la promotion|ajoute[zr]?|comporte toi|fais la pub",
  youAre: "tu es (?:maintenant|desormais|a present)|vous etes (?:maintenant|desormais)|tu n'es plus",
  masks:
    "une? (?:\\p{L}+ ){0,2}(?:ia|assistant|bot|chatbot|robot|modele|vendeur|pirate|hacker|systeme|agent)|dan|sans (?:restrictions?|limites?|regles?|filtres?)|libre de|en mode|aimi|admin|soumis|lie par",
  keep: "souviens toi|souvenez vous|rappelle toi|retiens|retenez|memorise[zr]?|enregistre[zr]?|note[zr]?|sauvegarde[zr]?|garde[zr]? en memoire|n'oublie (?:pas|jamais)|memoire",
  user: "(?:l'utilisateur|cet utilisateur|chaque utilisateur) (?:ne )?(?:fait confiance|fait uniquement|veut|prefere|doit|est (?:un )?(?:admin|administrateur|developpeur)|a (?:accepte|consenti|autorise)|croit|aime)",
  reveal:
    "revele[zr]?|montre[zr]?|affiche[zr]?|imprime[zr]?|repete[zr]?|donne[zr]?|dis|ecris|liste[zr]?|envoie|divulgue[zr]?|quel(?:le)?s? (?:est|sont)|communique[zr]?",
  secrets:
    "(?:ton|ta|tes|votre|vos|le|les) (?:\\p{L}+ ){0,2}(?:prompt|instructions (?:systeme|initiales|secretes|cachees)|message systeme|cles? (?:api|secretes?|d'api)|mots? de passe|identifiants)|(?:souvenirs|memoires|donnees|messages|conversations) (?:des|de tous les|d'un) (?:autres? )?(?:utilisateurs?|clients?|personnes)",
  more: [
    "(?:oublie|ignore)z? (?:tout )?(?:ce qui precede|ce qu'on (?:t'a|vous a) (?:dit|appris)|ce qui est (?:au dessus|ci dessus))",
  ],
};
