interface Person {
  readonly tenantId: string;
  readonly userId: string;
}

/** A reminder that has come due, and which telling of it this is. */
export interface DueReminder {
  readonly deliveryId: string;
  readonly reminderId: string;
  readonly text: string;
  readonly dueAt: number;
  readonly recurrence: string | null;
}

/**
 * Tells a person's open sockets, whatever they listen to, and says how many heard it. It fails only where there are some
 * and none could be told.
 */
export interface Announcements {
  sessionEnded(
    whose: Person,
    session: {
      readonly clientConversationId: string;
      readonly title: string | null;
      readonly summary: string | null;
    },
  ): Promise<number>;
  reminderDue(whose: Person, due: DueReminder): Promise<number>;
  /** The one that was told is over: whoever shows it shows it no more. `except` is a socket that knows. */
  reminderClosed(whose: Person, deliveryId: string, except?: string): Promise<number>;
  /**
   * Tells one socket alone, in this order, what has come due without it, and says how much of it was heard: less where
   * the socket is gone, fails midway or takes too long. It fails where it failed before anything was heard.
   */
  remindSocket(whose: Person, connectionId: string, dues: readonly DueReminder[]): Promise<number>;
}
