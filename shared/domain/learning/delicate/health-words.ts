const parts =
  "back|knees?|head|neck|shoulders?|hips?|chest|stomach|belly|tooth|teeth|foot|feet|ankles?|wrists?|elbows?|legs?|arms?|hands?|fingers?|toes?|ribs?|joints?|muscles?|hamstrings?|achilles|ligaments?|collarbone|nose|skull|spine";

/** Of letters without accents, in small. Stems that many languages share, and what English says of a body and a mind. */
export const healthWords: readonly RegExp[] = [
  /\b(?:allerg|diabet|epilep|insomni|anorexi|bulimi|schizophren|psoria|neuroderm|osteopor|fibromyalg|endometrio|alzheim|hypertens|hypertonie|arthrit|arthros|hepatit|tubercul|chemother|psychother|physiother|antidepress|antibioti|leuk(?:a)?emi|an(?:a)?emi(?:a|c|e)|dyslexi|autis(?:m|t)|menopaus|miscarriage)/,
  /\b(?:asthma|asma|asthmati|migr(?:a|ae)ine?s?\b|(?:adhd|adhs|ptsd|ocd|hiv|pcos|ibs|copd|the flu|influenza)\b|bipolar|burn-?out|dementia|demenz|parkinson'?s?|crohn'?s|multiple sclerosis|eczema|tinnitus|vertigo|scoliosis|thyroid|anxiety|panic (?:attack|disorder)|eating disorder|self-harm|suicid|concussion|cholesterol|covid|hay fever|heart (?:attack|disease|condition|failure)|had a stroke|tumou?r|sleep apno?ea|endometriosis)/,
  // Those of the economy and of the weather are none.
  /(?<!\b(?:great|economic|tropical) )\bdepress?i(?:on|one|onen|f|ve)\b(?! (?:era|of 19))/,
  /\b(?:cancer|krebs|cancro)\b(?! (?:research|charity|season))/,
  /\b(?:disease|illness|syndrome|diagnos(?:ed|is)|symptoms?|pregnan(?:t|cy)|infertil\w+|abortion|period pains?|disabilit(?:y|ies)|is disabled|wheelchair|colou?r-?blind|is (?:deaf|blind)|c(?:o)?eliac|injur(?:y|ed|ies)|hospitali[sz]ed)\b/,
  /\b(?:krankheit|erkrank\w+|schwanger\w*|bluthochdruck|\w+schmerz(?:en)?|medikament\w*|enceinte|grossesse|maladie|embarazad[ao]|enfermedad|incinta|malattia|gravidanza|zwanger|ziekte|choroba)\b/,
  /\b(?:lactose|gluten|fructose|histamine|milk)[ -]intoleran/,
  /\b(?:blood (?:pressure|sugar|type|group|test)|heart rate is|body mass index|bmi)\b/,
  /\b(?:insulin|ibuprofen|aspirin|paracetamol|metformin|beta blockers?|sertraline|statins?|medications?|prescri(?:bed|ption)s?|\d+ ?mg of)\b/,
  /\b(?:has|have|had|having|needs?|after|before) (?:an? |the |another )?(?:\w+ )?(?:surgery|operation on)\b/,
  /\b(?:am|i'm|is|are|was|were|be|been|feels?|felt|feeling|got|gets|fell) (?:very |so |quite |really |often |seriously |chronically )*(?:ill|unwell|depressed|suicidal|nauseous|diabetic|asthmatic|sick(?! of| and tired))\b/,
  /\b(?:my|their|his|her|sees? an?|seeing an?) (?:therapist|psychiatrist|psychologist)\b/,
  /\b(?:in therapy|addiction|alcoholism|an alcoholic(?! \w))\b/,
  new RegExp(`\\b(?:${parts})[ -]?(?:pains?|aches?|hurts?|injury|surgery|operation)\\b`),
  /\b(?:chronic pain|in pain|headaches?|backache|toothache|stomach ?ache)\b/,
  new RegExp(`\\bpains? (?:in|of) (?:the|my|their|his|her) (?:\\w+ )?(?:${parts})\\b`),
  new RegExp(
    `\\b(?:broke|broken|breaks?|sprain(?:ed|s)?|fractured?|tore|torn|twisted|pulled|hurt|hurts|dislocated|injured) (?:the|my|their|his|her|an?) (?:\\w+ )?(?:${parts})\\b`,
  ),
  /\b(?:i|user|person) (?:now |currently )?weighs? \d/,
];
