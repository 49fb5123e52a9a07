import { docsContract, redocContract } from "#shared/wire/http/documentation.ts";
import { route } from "../route.ts";

const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

async function answerPage(): Promise<Response> {
  const { default: page } = await import("../pages/docs.html");
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "public, max-age=300",
    },
  });
}

export const docsRoute = route(docsContract, answerPage);
export const redocRoute = route(redocContract, answerPage);
