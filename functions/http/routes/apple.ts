import { requestDeletion } from "#shared/domain/users/request-deletion.ts";
import type { SignInHolder } from "#shared/ports/sign-ins.ts";
import { appleNotificationContract, appleSignInContract } from "#shared/wire/http/apple.ts";
import { route } from "../route.ts";
import { toFullName } from "./to-full-name.ts";
import { lifetimesOf, toTokensResponse } from "./token-shapes.ts";

export const appleSignInRoute = route(appleSignInContract, async (call) => {
  const { body, settings } = call;
  const { signInWithApple } = await import("#shared/domain/users/sign-in-with-apple.ts");
  const tokens = await signInWithApple(call.ports, {
    identityToken: body.identity_token,
    nonce: body.nonce ?? null,
    authorizationCode: body.authorization_code ?? null,
    name: toFullName(body.full_name),
    tenantId: body.tenant_id ?? null,
    homes: settings.AIMI_APPLE_TENANTS,
    mayProvision: settings.AIMI_AUTH_MODE === "dev",
    deviceName: body.device_name ?? null,
    lifetimes: lifetimesOf(settings),
    requestId: call.requestId,
  });
  return { status: 200, body: toTokensResponse(tokens), tenantId: tokens.signIn.tenantId };
});

export const appleNotificationRoute = route(appleNotificationContract, async (call) => {
  const { hearFromApple } = await import("#shared/domain/users/hear-from-apple.ts");
  const { body, ports, requestId } = call;
  const startDeletion = async (holder: SignInHolder) => {
    const person = { ...holder, callerId: "apple", mayProvision: false };
    await requestDeletion(ports, { person, requestId });
  };
  await hearFromApple({ ...ports, startDeletion }, { payload: body.payload, requestId });
  return { status: 200, body: { received: true } };
});
