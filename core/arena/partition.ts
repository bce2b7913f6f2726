import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";

/**
 * Selects parameters by a path (`head` includes `head/dense/kernel`), by a pattern, or by a function of their name.
 */
export type ParameterMatch = string | RegExp | ((parameterName: string) => boolean);

/** Whether `match` selects the parameter `name`. */
export function matches(match: ParameterMatch, name: string): boolean {
  if (typeof match === "string") return name === match || name.startsWith(`${match}/`);
  return match instanceof RegExp ? name.search(match) >= 0 : match(name);
}

/**
 * Partitions parameters among groups.
 *
 * @returns The parameters of each group in the order of `groups`, and those of no group.
 * @throws {TolariaError} `options/invalid` if a group selects no parameter, or two groups select the same one.
 */
export function partition(
  parameters: readonly Parameter[],
  groups: readonly { readonly name: string; readonly match: ParameterMatch }[],
): { readonly parts: readonly (readonly Parameter[])[]; readonly rest: readonly Parameter[] } {
  const parts = groups.map(({ match }) => parameters.filter(({ name }) => matches(match, name)));
  const owners = new Map<Parameter, string>();
  groups.forEach(({ name }, index) => {
    const part = parts[index] as Parameter[];
    if (part.length === 0) throw invalid(name, `matches no parameter; ${known(parameters)}`);
    for (const parameter of part) {
      const owner = owners.get(parameter);
      if (owner !== undefined) {
        throw invalid(
          name,
          `matches parameter "${parameter.name}", which group "${owner}" matches too`,
        );
      }
      owners.set(parameter, name);
    }
  });
  return { parts, rest: parameters.filter((parameter) => !owners.has(parameter)) };
}

function known(parameters: readonly Parameter[]): string {
  const names = parameters.map(({ name }) => name);
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12
    ? `known parameters: ${shown} and ${names.length - 12} more`
    : `known parameters: ${shown}`;
}

function invalid(group: string, fault: string): TolariaError {
  return new TolariaError(
    "options/invalid",
    `"match" of group "${group}" ${fault}. Cannot create the parameter groups.`,
  );
}
