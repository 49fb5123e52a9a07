const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What 10m, 2h or 1d is in milliseconds; nothing where it is no such thing. */
export function readPauseMs(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * units[unit as keyof typeof units];
}
