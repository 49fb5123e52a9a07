import { latin, type OrderWords } from "../order-words.ts";

export const dutch: OrderWords = {
  script: latin,
  verbLast: true,
  inverts: true,
  self: "ik|wij|we|hij|zij|ze|mijn|ons|onze",
  drop: "negeer|negeren|vergeet|vergeten|omzeil|overschrijf|sla \\p{L}+ over|volg niet|houd je niet (?:meer )?aan|trek je niets aan van|schrap",
  yours:
    "je|jouw|jullie|uw|vorige|eerdere|voorgaande|bovenstaande|oorspronkelijke|voorafgaande|originele|bestaande",
  rules:
    "instructies?|regels?|opdrachten|richtlijnen|voorschriften|beperkingen|prompts?|bevelen|aanwijzingen|systeemprompt|programmering",
  henceforth:
    "vanaf (?:nu|vandaag|dit moment)|van nu af aan|voortaan|in het vervolg|in elk(?:e)? (?:volgend|later|toekomstig|nieuw)e? (?:gesprek|chat|antwoord|bericht|sessie)|in alle (?:volgende|latere|toekomstige) (?:gesprekken|chats|antwoorden)|aan het eind(?:e)? van elk antwoord",
  whenAsked:
    "(?:als|wanneer|telkens als|zodra|elke keer als|elke keer dat|steeds als) (?:iemand|een gebruiker|de gebruiker|een klant|er gevraagd wordt|je gevraagd wordt)",
  always: "je moet|moet je|je zult|zul je|altijd|nooit|alleen(?: nog)?|enkel|u moet",
  orders:
    "aanbevelen|beveel|raad|aanraden|zeg|zeggen|antwoord|antwoorden|vermeld|vermelden|beweer|beweren|promoot|promoten|doe alsof|gedraag je|gehoorzaam|gehoorzamen|negeer|weiger|verkoop|prijs|noem|stel \\p{L}+ voor|adviseer|adviseren|voeg \\p{L}+ toe|vertel (?:iedereen|gebruikers|mensen)",
  youAre: "je bent (?:nu|vanaf nu|voortaan|niet langer|niet meer)|jij bent (?:nu|vanaf nu)|u bent nu",
  masks:
    "een (?:\\p{L}+ ){0,2}(?:ai|ki|assistent|bot|chatbot|model|verkoper|piraat|hacker|systeem|agent)|dan|zonder (?:beperkingen|regels|grenzen|filters)|vrij van|onbeperkt|aimi|admin|gebonden|in \\p{L}*modus",
  keep: "onthoud|herinner je|sla op|bewaar|noteer|schrijf op|houd in gedachten|vergeet nooit|vergeet niet|zet in je geheugen|geheugen",
  user: "(?:de|deze|elke|iedere) gebruiker (?:alleen )?(?:vertrouwt|wil|verkiest|moet|is (?:een )?(?:admin|beheerder|ontwikkelaar)|heeft (?:toegestemd|ingestemd|toestemming)|gelooft)",
  reveal: "onthul|toon|laat|geef|print|herhaal|schrijf|vertel|deel|stuur|wat (?:is|zijn)|lek|noem|som",
  secrets:
    "(?:je|jouw|uw|de|het) (?:\\p{L}+ ){0,2}(?:systeemprompt|prompt|systeembericht|systeeminstructies|api sleutels?|geheime sleutels?|wachtwoorden|inloggegevens)|(?:herinneringen|gegevens|berichten|gesprekken|data) van (?:alle |de )?(?:andere )?(?:gebruikers|klanten|personen)",
  more: [
    "(?:vergeet|negeer) alles (?:hiervoor|hierboven|wat (?:je|jou) (?:\\p{L}+ ){0,2}(?:verteld|gezegd|geleerd))",
  ],
};
