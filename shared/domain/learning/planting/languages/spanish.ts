import { latin, type OrderWords } from "../order-words.ts";

export const spanish: OrderWords = {
  script: latin,
  self: "yo|nosotros|el|ella|ellos|ellas|mi|mis|nuestr\\p{L}+|me",
  drop: "ignora|ignore|ignorad|ignoren|olvida|olvide|olvidate de|desobedece|descarta|descarte|no sigas|no hagas caso (?:a|de)|haz caso omiso de|omite|omita|salta(?:te)?|pasa por alto|anula",
  yours:
    "tus?|vuestr\\p{L}+|sus|anteriores|previ[ao]s|de arriba|originales|iniciales|del sistema|precedentes",
  rules:
    "instruccion(?:es)?|reglas?|normas?|directrices|directivas?|ordenes|prompts?|restricciones|limitaciones|limites|indicaciones|politicas?|programacion",
  henceforth:
    "a partir de (?:ahora|hoy|este momento|aqui)|de ahora en adelante|desde ahora|de aqui en adelante|en lo sucesivo|en (?:cada|todas? las?|todos los) (?:conversaci\\p{L}+|chats?|respuestas?|mensajes?) (?:futur\\p{L}+|posterior\\p{L}*|siguientes?|nuev\\p{L}+)|en (?:todas? las|cada) (?:futuras?|proximas?) (?:conversaci\\p{L}+|respuestas?)|al final de cada (?:respuesta|mensaje)",
  whenAsked:
    "(?:cuando|si|siempre que|cada vez que|en cuanto) (?:alguien|algun usuario|un usuario|el usuario|cualquiera|una persona|un cliente|te pregunten|te pidan|la gente)",
  always: "debes|tienes que|deberas|debe usted|siempre|nunca|jamas|solo|unicamente|has de",
  orders:
    "recomienda|recomiende|recomendar|recomendaras|sugiere|sugerir|di|diga|digas|decir|responde|responda|responder|contesta|conteste|contestar|promociona|promocionar|menciona|mencionar|afirma|afirmar|finge|fingir|actua como|obedece|obedecer|comportate|niega|ignora|ignorar|aconseja|aconsejar|vende|incluye|incluir|anade|elogia|rechaza",
  youAre: "ahora eres|eres ahora|ya no eres|a partir de ahora eres|ahora seras",
  masks:
    "una? (?:\\p{L}+ ){0,2}(?:ia|asistente|bot|chatbot|modelo|vendedor|pirata|hacker|sistema|agente)|dan|sin (?:restricciones|limites|reglas|filtros|censura)|libre de|aimi|admin|en modo",
  keep: "recuerda|recuerde|guarda|guarde|almacena|memoriza|anota|apunta|ten en cuenta|no olvides|nunca olvides|graba|memoria",
  user: "(?:el|este|cada) usuario (?:solo |unicamente )?(?:confia|quiere|prefiere|debe|tiene que|es (?:un )?(?:admin|administrador|desarrollador)|ha (?:aceptado|autorizado|consentido)|cree|ama)",
  reveal:
    "revela|revele|muestra|muestrame|ensename|imprime|repite|dime|dame|escribe|lista|envia|enviame|divulga|filtra|cual(?:es)? (?:es|son)|comparte",
  secrets:
    "(?:tus?|el|las?|los) (?:\\p{L}+ ){0,2}(?:prompt|instrucciones (?:del sistema|iniciales|secretas|ocultas|originales)|mensaje del? sistema|claves? (?:api|secretas?|de api)|contrasenas|credenciales)|(?:recuerdos|memorias|datos|mensajes|conversaciones) de (?:los |las |todos los |otros |otras )(?:demas )?(?:otros )?(?:usuarios|clientes|personas)",
  more: ["(?:olvida|ignora|olvide|ignore) (?:todo )?(?:lo anterior|lo que te (?:han|dijeron)|lo de arriba)"],
};
