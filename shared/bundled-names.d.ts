/** The names of the files in migrations/, comma-separated: infra/bundle.ts writes them into a bundle. */
declare const MIGRATION_NAMES: string;
