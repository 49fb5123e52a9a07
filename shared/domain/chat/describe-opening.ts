/** What the model is told where the person has not written: what to open the conversation with. */
export function describeOpening(about: string): string {
  return [
    "(The person has not written. It is a time that they chose for a check-in, and you open the conversation.",
    "In one to three short sentences: refer to one thing that stands, such as a goal, a task that is due, an event",
    "or what was said lately, and ask one question. Promise nothing, and invent nothing.",
    `What the check-in is about: ${JSON.stringify(about)})`,
  ].join(" ");
}
