import {
  Container,
  ContainerModule,
  type ContainerModuleLoadOptions,
  type ServiceIdentifier,
} from "../../deps.ts";
import { errorMessage, messageOf, TolariaError, unknownName } from "../errors/mod.ts";
import { roleName } from "../role.ts";
import type { Catalogue, RoleEntry } from "./catalogue.ts";

/** Number of bindings by token. */
type Bound = Map<ServiceIdentifier, number>;

/** Modules of a container. */
export interface Composition {
  /** Modules of the user. */
  readonly modules: readonly ContainerModule[];
  /** Modules that replace the bindings of `modules` for the same roles. */
  readonly replacements?: readonly ContainerModule[];
}

/**
 * Loads the modules of a run into a container, fills open roles with their fallbacks and checks that
 * every role has the right number of providers. Instantiates nothing.
 *
 * @throws {TolariaError} `container/missing`, `container/duplicate` or `container/unknown`, naming the role,
 * its token and its built-in providers; `container/failed` if a module cannot be loaded.
 */
export function composeContainer(composition: Composition, catalogue: Catalogue): Container {
  const container = new Container();
  const bound = loadRecorded(container, composition.modules);
  replace(container, bound, composition.replacements ?? []);
  const open = catalogue.filter((entry) => !bound.has(entry.token) && entry.fallback);
  loadRecorded(
    container,
    open.map((entry) => (entry.fallback as () => ContainerModule)()),
    bound,
  );
  for (const token of bound.keys()) checkKnown(token, catalogue);
  for (const entry of catalogue) checkCardinality(entry, bound.get(entry.token) ?? 0);
  return container;
}

function loadRecorded(
  container: Container,
  modules: readonly ContainerModule[],
  bound: Bound = new Map(),
): Bound {
  modules.forEach((module, index) => {
    try {
      container.load(recorded(module, bound));
    } catch (error) {
      throw new TolariaError(
        "container/failed",
        errorMessage(messageOf(error), `load module ${index + 1} of ${modules.length}`),
        { cause: error },
      );
    }
  });
  return bound;
}

function recorded(module: ContainerModule, bound: Bound): ContainerModule {
  return new ContainerModule((options: ContainerModuleLoadOptions) =>
    module.load({
      ...options,
      bind: (token) => {
        bound.set(token, (bound.get(token) ?? 0) + 1);
        return options.bind(token);
      },
    }),
  );
}

function replace(
  container: Container,
  bound: Bound,
  replacements: readonly ContainerModule[],
): void {
  // A separate container shows which tokens they bind before the real one changes.
  for (const token of loadRecorded(new Container(), replacements).keys()) {
    if (bound.delete(token)) container.unbind(token);
  }
  loadRecorded(container, replacements, bound);
}

function checkKnown(token: ServiceIdentifier, catalogue: Catalogue): void {
  if (catalogue.some((entry) => entry.token === token)) return;
  const names = catalogue.map((entry) => roleName(entry.token) as string);
  const asRole = roleName(token);
  const meant = catalogue.find((entry) => roleName(entry.token) === token);
  if (meant && typeof token === "string") {
    throw new TolariaError(
      "container/unknown",
      `A module binds the string "${token}": bind the token ${meant.tokenName} instead. Cannot create the trainer.`,
    );
  }
  if (asRole === undefined) return; // Not a role: a helper of the user's.
  throw new TolariaError(
    "container/unknown",
    errorMessage(unknownName("role", asRole, names), "create the trainer: a module binds it"),
  );
}

function checkCardinality(entry: RoleEntry, count: number): void {
  if (entry.cardinality === "many" || count === 1) return;
  const name = roleName(entry.token);
  const calls = Object.keys(entry.providers).map((provider) => `${provider}()`);
  const builtIn = `built-in providers are ${calls.join(", ")}`;
  if (count === 0) {
    throw new TolariaError(
      "container/missing",
      `No provider plays the role "${name}": add one to "modules", or bind ${entry.tokenName} to your own; ${builtIn}. Cannot create the trainer.`,
    );
  }
  throw new TolariaError(
    "container/duplicate",
    `${count} providers play the role "${name}" (token ${entry.tokenName}), which takes one: keep one of them; ${builtIn}. Cannot create the trainer.`,
  );
}
