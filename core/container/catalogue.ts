import type { ContainerModule, ServiceIdentifier } from "../../deps.ts";

/** A role, and who can play it. */
export interface RoleEntry {
  /** What a provider binds. */
  readonly token: ServiceIdentifier;
  /** Name of the token as it is exported, for error messages. */
  readonly tokenName: string;
  /** How many providers a run has. */
  readonly cardinality: "one" | "many";
  /** Names of the built-in providers, as they are called in code, with an example's arguments. */
  readonly providers: readonly string[];
  /** Made where a run binds none; without it, a run must bind one. */
  readonly fallback?: () => ContainerModule;
}

/** Every role that a run has. */
export type Catalogue = readonly RoleEntry[];
