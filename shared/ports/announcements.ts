/** Tells a person's open sockets, whatever they listen to. */
export interface Announcements {
  /** How many heard it. */
  sessionEnded(
    whose: { readonly tenantId: string; readonly userId: string },
    session: {
      readonly clientConversationId: string;
      readonly title: string | null;
      readonly summary: string | null;
    },
  ): Promise<number>;
}
