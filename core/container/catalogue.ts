import type { ContainerModule, ServiceIdentifier } from "../../deps.ts";

/** A function that makes a provider's module from its options. */
export type ProviderFactory = (...options: never[]) => ContainerModule;

/** A role, and who can play it. */
export interface RoleEntry {
  /** What a provider binds. */
  readonly token: ServiceIdentifier;
  /** Name under which the token is exported, for error messages. */
  readonly tokenName: string;
  /** How many providers a run has. */
  readonly cardinality: "one" | "many";
  /** The built-in providers by the name of their function. */
  readonly providers: Readonly<Record<string, ProviderFactory>>;
  /** Made where a run binds none; without it, a run must bind one. */
  readonly fallback?: () => ContainerModule;
}

/** Every role that a run has. */
export type Catalogue = readonly RoleEntry[];
