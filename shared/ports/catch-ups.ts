import type { Waiting } from "./reminder.ts";

/**
 * Has a socket told, once it can hear, what came due while it was not there; `after` is what it has heard last. One that
 * is lost is read in the inbox.
 */
export interface CatchUps {
  ask(socket: {
    readonly tenantId: string;
    readonly userId: string;
    readonly ownerId: string;
    readonly connectionId: string;
    readonly after?: Waiting;
    readonly requestId: string;
  }): Promise<void>;
}
