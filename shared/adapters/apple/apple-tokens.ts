import { type CryptoKey, importPKCS8, SignJWT } from "jose";
import { AppleRefused, UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Grant } from "./seal-grant.ts";
import { issuer } from "./verify-token.ts";

/** By what Apple knows us. */
export interface DeveloperKey {
  readonly teamId: string;
  readonly keyId: string;
  /** PKCS #8, as Apple hands it out. */
  readonly privateKey: string;
}

export interface AppleTokensOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly developerKey: DeveloperKey;
}

const secretSeconds = 300;

/** The two calls of Apple's token endpoint that we make, each as the app that the person uses. */
export function appleTokens({ url, clock, deadlineMs, developerKey }: AppleTokensOptions) {
  let imported: Promise<CryptoKey> | undefined;

  async function secretFor(clientId: string): Promise<string> {
    imported ??= importPKCS8(developerKey.privateKey, "ES256");
    const seconds = Math.floor(clock.now() / 1_000);
    return await new SignJWT()
      .setProtectedHeader({ alg: "ES256", kid: developerKey.keyId })
      .setIssuer(developerKey.teamId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + secretSeconds)
      .sign(await imported);
  }

  async function post(path: string, clientId: string, form: Record<string, string>): Promise<Response> {
    const secret = await secretFor(clientId);
    try {
      return await fetch(`${url}${path}`, {
        method: "POST",
        body: new URLSearchParams({ client_id: clientId, client_secret: secret, ...form }),
        redirect: "error",
        signal: AbortSignal.timeout(deadlineMs),
      });
    } catch (error) {
      throw new UpstreamUnavailable("Apple", error);
    }
  }

  return {
    /** The refresh token behind a code, and the identity token that says whose it is. */
    async exchange(code: string, clientId: string): Promise<{ refreshToken: string; idToken: string }> {
      const form = { grant_type: "authorization_code", code };
      const response = await post("/auth/token", clientId, form);
      const answer = await readAnswer(response);
      if (answer.error === "invalid_grant") throw new AppleRefused("the code is not good");
      const { refresh_token: refreshToken, id_token: idToken } = answer;
      if (response.ok && typeof refreshToken === "string" && typeof idToken === "string") {
        return { refreshToken, idToken };
      }
      throw unexpected(response, answer);
    },

    /** What is gone already is as good as revoked. */
    async revoke({ clientId, refreshToken }: Grant): Promise<void> {
      const form = { token: refreshToken, token_type_hint: "refresh_token" };
      const response = await post("/auth/revoke", clientId, form);
      if (response.ok) return;
      const answer = await readAnswer(response);
      if (answer.error !== "invalid_grant") throw unexpected(response, answer);
    },
  };
}

async function readAnswer(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer: unknown = await response.json();
    return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** OAuth's error is a word of a list; whatever else an answer holds may be a token, and causes are logged. */
function unexpected({ status }: Response, { error }: Readonly<Record<string, unknown>>): UpstreamUnavailable {
  const word = typeof error === "string" && /^[a-z_]{1,40}$/.test(error) ? `: ${error}` : "";
  return new UpstreamUnavailable("Apple", new Error(`Apple answered ${status}${word}`));
}
