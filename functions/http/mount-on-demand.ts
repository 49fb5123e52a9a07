import { type Handler, Hono } from "hono";
import type { Composed, Env } from "./app.ts";
import { answerNoRoute } from "./middleware/no-route.ts";
import { type Access, mount } from "./mount.ts";
import { toPattern } from "./path-shapes.ts";
import type { RouteGroup } from "./routes/on-demand.ts";

type Handlers = ReadonlyMap<string, Handler<Env>>;

/** Puts a group's addresses into the app, and what answers at them once one is asked. */
export function mountOnDemand(app: Hono<Env>, group: RouteGroup, composed: Composed & Access): void {
  let loading: Promise<Handlers> | undefined;
  for (const address of group.addresses) {
    const [method = "", path = ""] = address.split(" ");
    const name = nameOf(method, toPattern(path));
    app.on(method, toPattern(path), async (c, next) => {
      loading ??= loadHandlers(group, composed);
      const handle = (await loading).get(name);
      if (!handle) throw answerNoRoute(c.req.method, c.req.path);
      return await handle(c, next);
    });
  }
}

/** An app of their own lends its handlers: they find their parameters in the request, since the patterns agree. */
async function loadHandlers(group: RouteGroup, composed: Composed & Access): Promise<Handlers> {
  const { routes } = await group.load();
  const home = new Hono<Env>();
  for (const route of routes) mount(home, route, composed);
  return new Map(home.routes.map(({ method, path, handler }) => [nameOf(method, path), handler]));
}

function nameOf(method: string, pattern: string): string {
  return `${method} ${pattern}`;
}
