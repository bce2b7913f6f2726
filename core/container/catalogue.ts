import type { ContainerModule, ServiceIdentifier } from "../../deps.ts";

/** A function that creates a provider's module from options. */
export type ProviderFactory = (...options: never[]) => ContainerModule;

/** A role and its built-in providers. */
export interface RoleEntry {
  /** Token that a provider binds. */
  readonly token: ServiceIdentifier;
  /** Exported name of the token, for error messages. */
  readonly tokenName: string;
  /** Number of providers in a run. */
  readonly cardinality: "one" | "many";
  /** Built-in providers by the name of their function. */
  readonly providers: Readonly<Record<string, ProviderFactory>>;
  /** Fallback of a run that binds none; without a fallback, a run must bind one. */
  readonly fallback?: () => ContainerModule;
}

/** All roles of a run. */
export type Catalogue = readonly RoleEntry[];
