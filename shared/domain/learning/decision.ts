/** What is to become of a fact, as far as it was looked at alone. The memory may be an earlier fact of the job. */
export type Decision =
  | { readonly action: "add" }
  | {
      readonly action: "reinforce" | "update" | "ignore";
      readonly memoryId: string;
      readonly note: string;
    };
