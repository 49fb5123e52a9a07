import { latin, type OrderWords } from "../order-words.ts";

export const turkish: OrderWords = {
  script: latin,
  verbLast: true,
  self: "ben|biz|o|onlar|benim|bizim",
  drop: "yok say\\p{L}*|yoksay\\p{L}*|gormezden gel\\p{L}*|unut(?:un|unuz)?|dikkate alma\\p{L}*|gecersiz kil\\p{L}*|goz ardi et\\p{L}*|uyma(?:yin|yiniz)?|boz|birak",
  yours: "onceki|yukaridaki|senin|sizin|tum|butun|eski|kendi|ilk|sistem",
  rules:
    "talimat\\p{L}*|kural\\p{L}*|yonerge\\p{L}*|komut\\p{L}*|emir\\p{L}*|emri\\p{L}*|kisitlama\\p{L}*|prompt\\p{L}*|istem\\p{L}*|sinirlama\\p{L}*",
  henceforth:
    "bundan (?:sonra|boyle)|su andan itibaren|simdiden sonra|artik hep|bugunden itibaren|(?:her|tum|butun) (?:sonraki|gelecek|yeni)(?:ki)? (?:sohbet\\p{L}*|konusma\\p{L}*|yanit\\p{L}*|cevap\\p{L}*)|her (?:yanitin|cevabin)\\p{L}* sonunda",
  whenAsked:
    "(?:biri|birisi|herhangi biri|bir kullanici|kullanici|kim|insanlar|ne zaman biri|eger biri)(?: \\p{L}+){0,4} (?:sor\\p{L}*|ister\\p{L}*|iste\\p{L}*|bahse\\p{L}*)",
  always: "her zaman|daima|hep|asla|sadece|yalnizca|mutlaka|zorundasin",
  orders:
    "oner(?:in|iniz|meli\\p{L}*|eceksin)?|tavsiye et(?:in|meli\\p{L}*)?|soyle(?:yin|meli\\p{L}*|yeceksin)?|de|cevap ver(?:in|meli\\p{L}*)?|yanitla(?:yin)?|yanit ver(?:in)?|iddia et(?:in)?|itaat et(?:in)?|bahset(?:in)?|davran(?:in)?|reddet(?:in)?|tanit(?:in)?|ov|sat",
  youAre: "(?:artik|simdi) (?:sen )?|sen artik|sen simdi",
  masks:
    "(?:\\p{L}+ ){0,3}(?:yapay zekasin|asistansin|asistanisin|botsun|modelsin|satici(?:si)?sin|korsansin|hackersin|dansin|dan'sin|sinirsizsin|asistani degilsin|yoneticisin)",
  keep: "hatirla|unutma|kaydet|aklinda tut|hafizana|belle|not et|not al|hafiza\\p{L}*|bellegine",
  user: "(?:bu )?kullanici (?:sadece|yalnizca|her zaman|yonetici|admin|tek)",
  reveal: "acikla|goster|yazdir|tekrarla|soyle|ver|listele|paylas|sizdir|ifsa et|yaz|gonder|nedir|ne",
  secrets:
    "(?:sistem|gizli|ilk) (?:istem\\p{L}*|prompt\\p{L}*|talimat\\p{L}*|mesaj\\p{L}*)|api anahtar\\p{L}*|gizli anahtar\\p{L}*|sifrelerini|(?:diger|baska|tum|butun) kullanici\\p{L}* (?:\\p{L}+ ){0,1}(?:ani\\p{L}*|hatira\\p{L}*|veri\\p{L}*|mesaj\\p{L}*|sohbet\\p{L}*)",
};
