/** Ends sockets from outside: of a person, of one sign-in, or those that a key opened. A frame says why before it closes. */
export interface LiveConnections {
  end(
    whose:
      | { readonly tenantId: string; readonly userId: string; readonly signInId?: string }
      | { readonly keyId: string },
    code: "unauthenticated" | "forbidden",
  ): Promise<number>;
}
