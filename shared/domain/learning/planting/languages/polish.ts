import { latin, type OrderWords } from "../order-words.ts";

export const polish: OrderWords = {
  script: latin,
  self: "ja|my|on|ona|oni|one|moj\\p{L}*|moi\\p{L}*|nasz\\p{L}*",
  drop: "ignoruj(?:cie)?|zignoruj(?:cie)?|zapomnij(?:cie)? o|zapomnij(?:cie)?|pomin|omin|nie przestrzegaj|nie stosuj sie do|odrzuc|porzuc|zlekcewaz|nadpisz",
  yours:
    "swo(?:je|ich|imi|j)|two(?:je|ich|imi|j)|poprzedni(?:e|ch|mi)|wczesniejsz(?:e|ych|ymi)|powyzsz(?:e|ych|ymi)|pierwotn(?:e|ych)|dotychczasow(?:e|ych)|systemow(?:e|ych)",
  rules:
    "instrukcj\\p{L}*|zasad\\p{L}*|regul\\p{L}*|polece\\p{L}*|wytyczn\\p{L}*|rozkaz\\p{L}*|ogranicze\\p{L}*|prompt\\p{L}*|nakaz\\p{L}*",
  henceforth:
    "od teraz|od tej (?:pory|chwili)|odtad|od dzis(?:iaj)?|w kazdej (?:kolejnej|nastepnej|przyszlej|nowej|pozniejszej) (?:rozmowie|odpowiedzi|sesji)|w kazdym (?:kolejnym|nastepnym|przyszlym) (?:czacie|rozmowie)|na koncu kazdej odpowiedzi|we wszystkich przyszlych",
  whenAsked:
    "(?:gdy|kiedy|jesli|jezeli|za kazdym razem gdy|zawsze gdy|ilekroc|gdy tylko) (?:ktos|ktokolwiek|uzytkownik|jakis uzytkownik|klient|ludzie|cie zapyta\\p{L}*)",
  always: "musisz|masz|powinienes|powinnas|bedziesz|zawsze|nigdy(?: nie)?|tylko|wylacznie",
  orders:
    "polecaj|polec|polecac|rekomenduj|rekomendowac|mow|powiedz|mowic|odpowiadaj|odpowiedz|odpowiadac|sugeruj|sugerowac|promuj|promowac|twierdz|twierdzic|udawaj|udawac|wspominaj|wspomnij|sluchaj sie|badz posluszn\\p{L}+|ignoruj|ignorowac|chwal|chwalic|sprzedawaj|odmawiaj|zachowuj sie|doradzaj|dodawaj",
  youAre: "jestes (?:teraz|od teraz)|teraz jestes|od teraz jestes|nie jestes juz|juz nie jestes",
  masks:
    "(?:\\p{L}+ ){0,2}(?:asystent\\p{L}*|bot\\p{L}*|chatbot\\p{L}*|ai|model\\p{L}*|sprzedawc\\p{L}*|pirat\\p{L}*|haker\\p{L}*|system\\p{L}*)|dan|bez (?:ograniczen|zasad|filtrow|cenzury)|woln\\p{L}+ od|aimi|admin\\p{L}*|w trybie",
  keep: "zapamietaj|pamietaj|zapisz|zachowaj|zanotuj|nie zapomnij|nigdy nie zapomnij|pamiec\\p{L}*",
  user: "(?:ten )?uzytkownik (?:ufa|chce|woli|musi|powinien|jest (?:admin\\p{L}*|programista)|zgodzil|wierzy|ma byc)",
  reveal:
    "ujawnij|pokaz|wypisz|wydrukuj|powtorz|podaj|zdradz|wyswietl|napisz|wyslij|jaki(?:e)? (?:jest|sa)|udostepnij",
  secrets:
    "(?:swo\\p{L}+|two\\p{L}+) (?:\\p{L}+ ){0,2}(?:prompt\\p{L}*|instrukcje systemowe|klucze?(?: api)?|hasla|dane logowania)|prompt systemowy|klucze? api|(?:wspomnienia|dane|wiadomosci|rozmowy) (?:innych|wszystkich|pozostalych) (?:uzytkownikow|klientow|osob)",
};
