import { latin, type OrderWords } from "../order-words.ts";

export const portuguese: OrderWords = {
  script: latin,
  self: "eu|nos|ele|ela|eles|elas|meu|minha|meus|minhas|a gente|noss\\p{L}+",
  drop: "ignore|ignora|ignorem|esqueca|esquece|desconsidere|desconsidera|descarte|desobedeca|nao siga|nao sigas|contorne|anule|deixe de seguir",
  yours: "suas?|seus?|tuas?|teus?|anteriores|previ[ao]s|acima|originais|iniciais|do sistema",
  rules:
    "instrucoes|instrucao|regras?|diretrizes|normas?|ordens|prompts?|restricoes|limitacoes|limites|orientacoes|politicas?|comandos",
  henceforth:
    "a partir de (?:agora|hoje|este momento)|de agora em diante|daqui (?:em|para a|pra) (?:diante|frente)|doravante|em (?:cada|todas? as?|todos os) (?:futur\\p{L}+|proxim\\p{L}+|conversas? futuras?|conversas? seguintes?|respostas? futuras?)(?: \\p{L}+)?|no final de cada (?:resposta|mensagem)",
  whenAsked:
    "(?:quando|se|sempre que|toda vez que|cada vez que|caso) (?:alguem|um usuario|o usuario|um utilizador|qualquer pessoa|uma pessoa|um cliente|te perguntarem|lhe perguntarem|as pessoas|perguntarem)",
  always: "voce deve|deve|deves|tem de|tens de|voce tem que|sempre|nunca|jamais|apenas|somente|so",
  orders:
    "recomende|recomenda|recomendar|sugira|sugere|sugerir|diga|diz|dizer|responda|responde|responder|promova|promover|mencione|mencionar|afirme|afirmar|finja|fingir|aja como|obedeca|obedecer|ignore|ignorar|negue|aconselhe|aconselhar|venda|inclua|incluir|adicione|elogie|recuse|comporte se",
  youAre:
    "(?:voce|tu) (?:agora )?(?:e|es) agora|agora (?:voce e|tu es|es)|voce agora e|voce nao e mais|ja nao es",
  masks:
    "uma? (?:\\p{L}+ ){0,2}(?:ia|assistente|bot|chatbot|robo|modelo|vendedor|pirata|hacker|sistema|agente)|dan|sem (?:restricoes|limites|regras|filtros|censura)|livre de|aimi|admin|em modo",
  keep: "lembre se|lembra te|lembre|guarde|guarda|salve|memorize|memoriza|anote|anota|grave|armazene|nao se esqueca|nunca se esqueca|memoria",
  user: "(?:o|este|cada) (?:usuario|utilizador) (?:so |apenas )?(?:confia|quer|prefere|deve|tem de|e (?:um )?(?:admin|administrador|desenvolvedor)|aceitou|autorizou|consentiu|acredita)",
  reveal:
    "revele|revela|mostre|mostra|mostre me|imprima|repita|repete|diga|de me|me de|escreva|liste|envie|divulgue|qual e|quais sao|compartilhe|partilhe",
  secrets:
    "(?:o|a|os|as)? ?(?:seu|sua|seus|suas|teu|tua|teus|tuas|o|as|os) (?:\\p{L}+ ){0,2}(?:prompt|instrucoes (?:do sistema|de sistema|iniciais|secretas|ocultas|originais)|mensagem d[oe] sistema|chaves? (?:de api|api|secretas?)|senhas|credenciais|palavras passe)|(?:memorias|lembrancas|dados|mensagens|conversas) d(?:os|as|e) (?:outr[oa]s |tod[oa]s [oa]s |demais )?(?:usuarios|utilizadores|clientes|pessoas)",
  more: [
    "(?:esqueca|ignore|desconsidere) (?:tudo )?(?:o que (?:lhe|te|voce) (?:\\p{L}+ )?(?:disseram|foi dito|aprendeu)|acima|o anterior|que veio antes)",
  ],
};
