import type { ServiceIdentifier } from "../deps.ts";

const PREFIX = "tolaria/";

/**
 * Makes the token of a role: what a provider binds and the container resolves, typed by the role's port.
 *
 * @param name The role's name in errors and docs: lower-case words joined by hyphens.
 */
export function role<Port>(name: string): ServiceIdentifier<Port> {
  return Symbol.for(`${PREFIX}${name}`);
}

/** The role's name that `token` carries, or undefined for a token of the user's own. */
export function roleName(token: ServiceIdentifier): string | undefined {
  if (typeof token !== "symbol") return undefined;
  return token.description?.startsWith(PREFIX) ? token.description.slice(PREFIX.length) : undefined;
}
