export interface PageRequest {
  readonly limit: number;
  /** The place of the last item of the page before. */
  readonly after: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page goes on; null at the end. */
  readonly next: string | null;
}
