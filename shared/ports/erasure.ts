import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

/** Whoever is to be erased. */
export interface LeavingPerson {
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
}

/** One part of an erasure, named for the record. Doing it again is the same. */
export interface ErasureStep {
  readonly name: string;
  /** Left to the pass in which nobody writes any more. */
  readonly waitsForWriters?: boolean;
  /** Erases a batch; how much it was, and whether anything may be left. */
  eraseSome(person: LeavingPerson): Promise<{ readonly erased: number; readonly more: boolean }>;
}

/** The names under which other stores keep what is a person's. */
export interface PersonTraces {
  conversationIds(person: LeavingPerson, page: PageRequest): Promise<Page<string>>;
}

export interface Deletion {
  readonly id: string;
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly finishedAt: number | null;
  /** By the name of the step. */
  readonly erased: Readonly<Record<string, number>>;
}

export interface NewDeletion {
  readonly id: string;
  readonly person: ActingUser;
  /** Says who asked without saying who it is about. */
  readonly requestedBy: string;
  readonly requestId: string;
  /** Whether only a user who was seen can be erased. */
  readonly mustExist: boolean;
  readonly now: number;
  readonly settlesAt: number;
}

/** An erasure under way. */
export interface OpenDeletion {
  readonly person: LeavingPerson;
  readonly pass: number;
  readonly stepsDone: readonly string[];
  readonly settlesAt: number;
}

/** The record of erasures, and what shuts the person out. */
export interface Deletions {
  /** Shuts the person out and leaves the work in the outbox; the one under way where there is one. Null where there is no such tenant or user. */
  request(deletion: NewDeletion): Promise<Deletion | null>;
  find(tenantId: string, id: string): Promise<Deletion | null>;
  /** Null where it is finished, or never was. */
  findOpen(tenantId: string, id: string): Promise<OpenDeletion | null>;
  /** Notes a step of a pass as done, and what it erased. */
  noteStep(note: { tenantId: string; id: string; pass: number; step: string; erased: number }): Promise<void>;
  /** Begins the second pass, once what was under way has settled: the job is due again then. */
  beginPass(pass: { tenantId: string; id: string; pass: number }): Promise<void>;
  /** Forgets who it was, and closes the record. */
  finish(deletion: { tenantId: string; id: string; now: number }): Promise<void>;
}
