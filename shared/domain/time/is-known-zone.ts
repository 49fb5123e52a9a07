/** Whether a name is one of a time zone, whose clocks may change: offsets are none. */
export function isKnownZone(zone: string): boolean {
  return nameZone(zone) !== null;
}

/** As the zone is written: "utc" is UTC, "europe/berlin" Europe/Berlin. Null for what names none. */
export function nameZone(zone: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions();
    // A newer name than the runtime's own stays: it would make Asia/Calcutta of Asia/Kolkata.
    return timeZone.toLowerCase() === zone.toLowerCase() ? timeZone : zone;
  } catch {
    return null;
  }
}
