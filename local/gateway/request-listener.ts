import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** A client that leaves in mid-request, or a bug, costs its own connection and no other. */
export function requestListener(
  answer: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): RequestListener {
  return (req, res) => {
    answer(req, res).catch(() => res.destroy());
  };
}
