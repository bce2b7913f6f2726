import { TolariaError, unknownName } from "../errors/mod.ts";

/**
 * Whether a pattern selects the weight `name`: it matches the whole name, or the path down to a layer or model that the
 * weight is in. `*` stands for any part of a name, `**` for any names: `conv_*`, `encoder/block_1`, `**bias`.
 */
export function selectsWeight(pattern: string, name: string): boolean {
  const expression = new RegExp(`^${pattern.split("**").map(withinName).join(".*")}(/.*)?$`);
  return expression.test(name);
}

function withinName(text: string): string {
  return text
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]*");
}

/**
 * Returns the names that at least one of `patterns` selects, in their order.
 *
 * @param action What they are selected for, to complete `Cannot <action>`.
 * @throws {TolariaError} `options/invalid` if a pattern selects none, with the nearest known names.
 */
export function selectWeights(
  action: string,
  patterns: readonly string[],
  names: readonly string[],
): readonly string[] {
  for (const pattern of patterns) {
    if (names.some((name) => selectsWeight(pattern, name))) continue;
    const paths = names.flatMap((name) => [name.replace(/\/[^/]*$/, ""), name]);
    const known = [...new Set(paths)];
    throw new TolariaError(
      "options/invalid",
      `${unknownName("layer or weight", pattern, known)}. Cannot ${action}.`,
    );
  }
  return names.filter((name) => patterns.some((pattern) => selectsWeight(pattern, name)));
}
