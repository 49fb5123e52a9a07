export type Release = () => void;

interface Waiting {
  readonly onContended: () => void;
  readonly resolve: (release: Release) => void;
}

/** One holder at a time, first come first served. A holder hears when somebody else starts to wait. */
export class Turns {
  #holder: Waiting | undefined;
  readonly #queue: Waiting[] = [];

  get contended(): boolean {
    return this.#queue.length > 0;
  }

  take(onContended: () => void = () => {}): Promise<Release> {
    const { promise, resolve } = Promise.withResolvers<Release>();
    this.#queue.push({ onContended, resolve });
    if (this.#holder) this.#holder.onContended();
    else this.#next();
    return promise;
  }

  #next(): void {
    const holder = this.#queue.shift();
    this.#holder = holder;
    holder?.resolve(() => {
      if (this.#holder === holder) this.#next();
    });
  }
}
