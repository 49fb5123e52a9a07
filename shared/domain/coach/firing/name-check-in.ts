/** How a check-in is called in the conversation that it opens, and in the inbox. */
export function nameCheckIn(about: string): string {
  return about === "" ? "Check-in" : `Check-in: ${about}`;
}
