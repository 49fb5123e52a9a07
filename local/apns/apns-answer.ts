/** APNs' reasons and the status that comes with each. */
const statuses = {
  BadCollapseId: 400,
  BadDeviceToken: 400,
  BadExpirationDate: 400,
  BadMessageId: 400,
  BadPriority: 400,
  DeviceTokenNotForTopic: 400,
  InvalidPushType: 400,
  MissingTopic: 400,
  PayloadEmpty: 400,
  TopicDisallowed: 400,
  ExpiredProviderToken: 403,
  InvalidProviderToken: 403,
  MissingProviderToken: 403,
  BadPath: 404,
  MethodNotAllowed: 405,
  Unregistered: 410,
  PayloadTooLarge: 413,
  TooManyProviderTokenUpdates: 429,
  TooManyRequests: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
} as const;

export type ApnsReason = keyof typeof statuses;

export interface ApnsAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function refuse(
  reason: ApnsReason,
  more: { timestamp?: number; retryAfter?: number } = {},
): ApnsAnswer {
  const { timestamp, retryAfter } = more;
  return {
    status: statuses[reason],
    body: JSON.stringify({ reason, ...(timestamp === undefined ? {} : { timestamp }) }),
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  };
}
