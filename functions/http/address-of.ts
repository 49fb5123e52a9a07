import type { Context } from "hono";
import { viewerHeader } from "#shared/wire/origin-header.ts";
import type { Env } from "./app.ts";

/**
 * Where a request comes from. Behind the edge only the edge knows, and its header counts only where nobody but
 * the edge can get this far: `guardOrigin` has asked for its secret.
 */
export function addressOf(c: Context<Env>, { behindEdge }: { behindEdge: boolean }): string {
  const viewer = behindEdge ? c.req.header(viewerHeader) : undefined;
  return networkOf(viewer ?? c.env?.requestContext?.http?.sourceIp ?? "unknown");
}

/** A household has 2^64 addresses of IPv6: they count as one. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  if (address.includes(".")) return address.slice(address.lastIndexOf(":") + 1);
  const [left = [], right] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = right ? [...left, ...Array(8 - left.length - right.length).fill("0"), ...right] : left;
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
}
