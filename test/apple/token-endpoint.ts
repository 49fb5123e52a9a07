import { generateKeyPairSync, randomUUID } from "node:crypto";
import { type JWTPayload, jwtVerify } from "jose";

export type Form = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Takes codes once and refresh tokens, from whoever signs as the developer does. */
export function createTokenEndpoint(issuer: string, sign: (claims: JWTPayload) => Promise<string>) {
  const codes = new Map<string, { sub: string; clientId: string }>();
  const refreshTokens = new Set<string>();
  const developer = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const developerKey = {
    teamId: "TEAM123456",
    keyId: "KEY1234567",
    privateKey: developer.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };

  async function isDeveloper({ client_secret = "", client_id = "" }: Form): Promise<boolean> {
    try {
      const { protectedHeader } = await jwtVerify(client_secret, developer.publicKey, {
        algorithms: ["ES256"],
        issuer: developerKey.teamId,
        subject: client_id,
        audience: issuer,
        requiredClaims: ["iat", "exp"],
      });
      return protectedHeader.kid === developerKey.keyId;
    } catch {
      return false;
    }
  }

  return {
    developerKey,
    refreshTokens,

    issueCode(sub: string, clientId: string): string {
      const code = `c${randomUUID()}`;
      codes.set(code, { sub, clientId });
      return code;
    },

    async exchange(form: Form): Promise<Answer> {
      if (!(await isDeveloper(form))) return refuse("invalid_client");
      const code = codes.get(form.code ?? "");
      if (form.grant_type !== "authorization_code") return refuse("unsupported_grant_type");
      if (code === undefined || code.clientId !== form.client_id) return refuse("invalid_grant");
      codes.delete(form.code!);
      const refresh_token = `r${randomUUID()}`;
      refreshTokens.add(refresh_token);
      const id_token = await sign({ sub: code.sub, aud: code.clientId });
      const access = { access_token: `a${randomUUID()}`, token_type: "Bearer", expires_in: 3600 };
      return { status: 200, body: { ...access, refresh_token, id_token } };
    },

    async revoke(form: Form): Promise<Answer> {
      if (!(await isDeveloper(form))) return refuse("invalid_client");
      refreshTokens.delete(form.token ?? "");
      return { status: 200, body: null };
    },
  };
}

function refuse(error: string): Answer {
  return { status: 400, body: { error } };
}
