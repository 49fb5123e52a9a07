/** The plainest orders in languages whose words are not told one by one: to drop the rules, and to speak for somebody. */
export const shortOrders: readonly string[] = [
  // Swedish, Danish, Norwegian
  "(?:glom|ignorera|glem|ignorer|se bort fra) (?:alla |alle |bort fra )?(?:(?:dina|dine|tidigare|tidligere|foregaende|forrige) )+(?:\\p{L}+ )?(?:instruktioner|instruktioner|instrukser|regler|instruksjoner|anvisningar|anvisninger)",
  "(?:fran och med nu|fra nu af|fra na av|hadanefter|heretter) [^.!?;]{0,30}(?:rekommendera|anbefal|sag|sig|si|svara|svar)",
  // Finnish, Hungarian
  "(?:unohda|jata huomiotta|ala valita) (?:kaikki )?(?:aiemmat|aikaisemmat|edelliset) (?:ohjeet|saannot|ohjeesi)",
  "(?:hagyd figyelmen kivul|felejtsd el) [^.!?;]{0,20}(?:korabbi|elozo) (?:utasitas|szabaly)\\p{L}*",
  // Czech, Slovak, Croatian, Serbian
  "(?:zapomen|ignoruj|zabudni|zanemari|ignoriraj) [^.!?;]{0,15}(?:predchozi|predosle|predchadzajuce|sve prethodne|prethodne|sve) (?:instrukce|pokyny|pravidla|instrukcie|upute|uputstva|instrukcije)",
  "(?:od ted|od teraz|odted|od sada) [^.!?;]{0,30}(?:doporucuj|odporucaj|preporucuj|preporucaj|rikej|odpovidej)",
  // Romanian
  "(?:ignora|uita) (?:toate )?(?:instructiunile|regulile) (?:anterioare|precedente|tale|de mai sus)",
  "de acum (?:inainte|incolo) [^.!?;]{0,30}(?:recomanda|spune|raspunde)",
  // Indonesian, Malay, Vietnamese, Tagalog
  "(?:abaikan|lupakan) (?:semua )?(?:instruksi|aturan|perintah|arahan) (?:sebelumnya|kamu|anda|mu|di atas|terdahulu)",
  "mulai sekarang,? [^.!?;]{0,30}(?:rekomendasikan|sarankan|jawab|katakan)",
  "(?:bo qua|quen|phot lo) (?:tat ca )?(?:cac |nhung )?(?:huong dan|chi dan|quy tac|lenh|chi thi) (?:truoc|tren|cua ban)",
  "(?:tu bay gio|tu nay) [^.!?;]{0,30}(?:gioi thieu|de xuat|tra loi|khuyen)",
  "(?:huwag pansinin|kalimutan) (?:mo )?(?:ang )?(?:lahat ng )?(?:mga )?(?:naunang|nakaraang) (?:tagubilin|utos|instruksyon)",
  // Ukrainian, Bulgarian
  "(?:ігноруй|забудь|ігноруите|ігнорирай|игнорирай|забрави) (?:про )?(?:всі |усі |всички )?(?:попередні|своі|твоі|предишни(?:те)?|предходни(?:те)?) (?:\\p{L}+ )?(?:інструкціі|вказівки|правила|команди|инструкции|указания)",
  "(?:відтепер|віднині|від тепер|отсега нататък) [^.!?;]{0,30}(?:рекомендуи|радь|кажи|відповідаи|препоръчваи)",
  // Greek
  "(?:αγνοησε|ξεχασε|παραβλεψε) (?:ολες )?τ(?:ις|ους|α) (?:προηγουμεν|αρχικ)\\p{L}+ (?:οδηγιες|εντολες|κανονες)",
  "απο (?:εδω και περα|τωρα και στο εξης|τωρα) [^.!?;]{0,30}(?:προτεινε|συστηνε|λεγε|απαντα)",
  // Hebrew, Persian, Urdu
  "(?:התעלם|התעלמי|שכח|תתעלם) (?:מ|את )?(?:כל )?(?:מ?ה)?(?:הוראות|הנחיות|כללים)(?: הקודמות| הקודמים| שלך)?",
  "מעכשיו,? [^.!?;]{0,30}(?:תמליץ|המלץ|תגיד|תענה)",
  "(?:دستورالعمل|دستور|قوانین|قواعد)\\p{L}* (?:های )?(?:قبلی|پیشین|خود)[^.!?;]{0,20}(?:نادیده|فراموش)",
  "(?:پچھلی|سابقہ|تمام) (?:ہدایات|قواعد)[^.!?;]{0,20}(?:نظر انداز|بھول)",
  // Thai, Bengali
  "(?:เพิกเฉย|ละเว้น|ลืม|ไม่สนใจ)[^.!?;]{0,15}(?:คำสั่ง|กฎ|คำแนะนำ)[^.!?;]{0,10}(?:ก่อนหน้า|เดิม|ของคุณ|ทั้งหมด)",
  "(?:আগের|পূর্ববর্তী|সব) (?:নির্দেশ|নিয়ম)[\\p{L}\\p{M}]*[^.!?;]{0,15}(?:উপেক্ষা|ভুলে)",
];
