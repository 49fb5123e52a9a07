export const maxRequestBytes = 64 * 1024 * 1024;
export const maxResponseBytes = 64 * 1024 * 1024;

/** A refusal of Neon's proxy itself, before or after Postgres. */
export class NeonRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function requestTooLarge(): NeonRefusal {
  return new NeonRefusal(413, `request is too large (max is ${maxRequestBytes} bytes)`);
}

export function assertResponseFits(rows: readonly (readonly (string | null)[])[]): void {
  let bytes = 0;
  for (const row of rows) {
    for (const value of row) bytes += 3 + (value === null ? 2 : Buffer.byteLength(value));
    if (bytes > maxResponseBytes) {
      throw new NeonRefusal(507, `response is too large (max is ${maxResponseBytes} bytes)`);
    }
  }
}
