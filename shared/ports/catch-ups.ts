/** Has a socket told, once it can hear, what came due while it was not there. One that is lost is read in the inbox. */
export interface CatchUps {
  ask(socket: {
    readonly tenantId: string;
    readonly userId: string;
    readonly ownerId: string;
    readonly connectionId: string;
    readonly requestId: string;
  }): Promise<void>;
}
