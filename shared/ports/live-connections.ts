/** Ends sockets from outside: of a person, or of one sign-in. A frame says why before it closes. */
export interface LiveConnections {
  end(
    whose: { readonly tenantId: string; readonly userId: string; readonly signInId?: string },
    code: "unauthenticated" | "forbidden",
  ): Promise<number>;
}
