const irregular: Readonly<Record<string, string>> = {
  have: "has",
  do: "does",
  go: "goes",
  be: "is",
  am: "is",
  are: "is",
};
const back = new Map(Object.entries(irregular).map(([base, third]) => [third, base === "am" ? "be" : base]));
const pasts = new Set(
  `was were had did went ran bought met saw got made came took gave found left began broke brought built caught chose
  drank drove ate fell felt flew forgot grew heard held kept knew lost paid read rode rose said sang sat sold sent
  slept spoke spent stood swam taught told thought threw understood woke won wore wrote became hurt quit`.split(
    /\s+/,
  ),
);
const presentOnEd = /^(?:need|feed|breed|bleed|speed|weed|embed)$/i;
const modals = /^(?:will|would|can|could|should|must|may|might|cannot|shall|used|has|is|does|goes)$/i;

export function isPast(verb: string): boolean {
  return pasts.has(verb.toLowerCase()) || (/ed$/i.test(verb) && !presentOnEd.test(verb));
}

/** "Live" as of somebody else: "lives". What is past or stands for all persons stays. */
export function toThirdPerson(verb: string): string {
  const base = verb.toLowerCase();
  if (modals.test(base)) return base;
  if (base === "were") return "was";
  if (isPast(base)) return base;
  return irregular[base] ?? inflect(base);
}

/** "Lives" as it stands after "does not": "live". */
export function toBase(third: string): string {
  const verb = third.toLowerCase();
  const known = back.get(verb);
  if (known) return known;
  if (/(?:[sxz]|ch|sh|o)es$/.test(verb)) return verb.slice(0, -2);
  if (/[^aeiou]ies$/.test(verb)) return `${verb.slice(0, -3)}y`;
  return verb.replace(/s$/, "");
}

/** "Smoking" as in "she smokes". */
export function fromGerund(gerund: string): string {
  const stem = gerund.toLowerCase().replace(/ing$/, "");
  if (/([bdgmnprt])\1$/.test(stem)) return inflect(stem.slice(0, -1));
  const isShort = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(stem) || /(?:[cvsg]|cl|tl|at|ik|ut)$/.test(stem);
  const isClosed = /(?:ss|ng|eat)$/.test(stem);
  return inflect(isShort && !isClosed ? `${stem}e` : stem);
}

function inflect(base: string): string {
  if (/(?:[sxz]|ch|sh|o)$/.test(base)) return `${base}es`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`;
}
