import type { Disturbances } from "./disturbances.ts";
import type { Call } from "./find-call.ts";
import type { Service } from "./service.ts";

interface Asking {
  readonly call: Call;
  readonly service: Service;
  readonly disturbances: Disturbances;
  readonly signal: AbortSignal | undefined;
}

/** A call from within the cloud, such as Lambda's pollers make: what comes after its caller has given up is put back. */
export async function askService({ call, service, disturbances, signal }: Asking): Promise<object> {
  signal?.throwIfAborted();
  const { operation, fields } = call;
  const name = `${call.service}.${operation}`;
  const { promise, resolve, reject } = Promise.withResolvers<object>();
  const giveUp = () => reject(signal?.reason ?? new Error(`${name} was cut off`));
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    if (disturbances.admit(name, service, { destroy: giveUp })) {
      service.call(operation, fields).then((answer) => {
        if (signal?.aborted) service.undelivered?.(operation, fields, answer);
        else resolve(answer);
      }, reject);
    }
    return await promise;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
