import { latin, type OrderWords } from "../order-words.ts";

export const italian: OrderWords = {
  script: latin,
  self: "io|noi|lui|lei|loro|mio|mia|miei|mie|nostr\\p{L}+",
  drop: "ignora(?:te|re)?|ignori|dimentica(?:te|re)?|dimenticati|trascura|non (?:seguire|rispettare|tenere conto)|scarta|aggira|disobbedisci|sovrascrivi|lascia perdere|annulla",
  yours:
    "tue|tuoi|tua|vostr\\p{L}+|precedent[ei]|sopra|original[ei]|inizial[ei]|di sistema|del sistema|preced\\p{L}+",
  rules:
    "istruzion[ei]|regol[ae]|direttiv[ae]|ordini|prompt|restrizioni|limitazioni|limiti|indicazioni|vincoli|linee guida|programmazione",
  henceforth:
    "d'ora in (?:poi|avanti)|da ora in (?:poi|avanti)|da adesso in (?:poi|avanti)|da oggi in (?:poi|avanti)|da questo momento|in (?:ogni|tutte le) (?:futur[ae]|prossim[ae]|nuov[ae]|conversazion[ei] (?:futur[ae]|successiv[ae])|rispost[ae] (?:futur[ae]|successiv[ae]))(?: \\p{L}+)?|alla fine di ogni (?:risposta|messaggio)",
  whenAsked:
    "(?:quando|se|ogni volta che|ogniqualvolta|appena) (?:qualcuno|un utente|l'utente|chiunque|una persona|un cliente|ti chiedono|la gente|ti viene chiesto)",
  always: "devi|dovrai|dovete|sempre|mai|solo|soltanto",
  orders:
    "consiglia(?:re)?|raccomanda(?:re)?|suggerisci|suggerire|di'|digli|dire|rispondi|rispondere|promuovi|promuovere|menziona(?:re)?|afferma(?:re)?|fingi|fingere|comportati|obbedisci|obbedire|ignora(?:re)?|nega(?:re)?|proponi|proporre|loda|vendi|includi|aggiungi|rifiuta",
  youAre: "(?:ora|adesso) sei|sei (?:ora|adesso)|non sei piu|da ora sei",
  masks:
    "un'? ?(?:\\p{L}+ ){0,2}(?:ia|ai|assistente|bot|chatbot|modello|venditore|pirata|hacker|sistema|agente)|dan|senza (?:restrizioni|limiti|regole|filtri|censura)|libero da|aimi|admin|in modalita",
  keep: "ricorda(?:ti)?|ricordate|memorizza|salva|annota|registra|tieni a mente|non dimenticare|conserva|memoria",
  user: "(?:l'utente|questo utente|ogni utente) (?:si )?(?:fida|vuole|preferisce|deve|e (?:un )?(?:admin|amministratore|sviluppatore)|ha (?:accettato|autorizzato|acconsentito)|crede)",
  reveal:
    "rivela(?:mi)?|mostra(?:mi)?|stampa|ripeti|dimmi|dammi|scrivi|elenca|invia(?:mi)?|divulga|qual e|quali sono|condividi",
  secrets:
    "(?:il tuo|la tua|le tue|i tuoi|il|le|i) (?:\\p{L}+ ){0,2}(?:prompt|istruzioni (?:di sistema|iniziali|segrete|nascoste|originali)|messaggio di sistema|chiav[ei] (?:api|segret[ae])|password|credenziali)|(?:ricordi|memorie|dati|messaggi|conversazioni) (?:degli|di) (?:altri |tutti gli |altre )?(?:utenti|clienti|persone)",
  more: ["(?:dimentica|ignora) (?:tutto )?(?:quanto sopra|cio che precede|quello che ti (?:hanno|e stato))"],
};
