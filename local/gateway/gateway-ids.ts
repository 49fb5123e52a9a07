import { randomBytes } from "node:crypto";

/** Looks like what API Gateway names requests, messages and connections: `Kh2cxfNPoAMCJLw=`. */
export function gatewayId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}

export function isGatewayId(text: string): boolean {
  return /^[\w-]{15}=$/.test(text);
}

export function traceId(): string {
  const second = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${second}-${randomBytes(12).toString("hex")}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `09/Feb/2026:18:11:43 +0000` */
export function logTime(atMs: number): string {
  const [date = "", time = ""] = new Date(atMs).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
