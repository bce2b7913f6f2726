import { show } from "../../../core/mod.ts";
import type { PolicyFactory, TamiyoPolicy } from "./policy.ts";

/**
 * Makes the policy in a file.
 *
 * @param url Address of a module whose default export is a {@link PolicyFactory}.
 * @throws {TypeError} If it exports something else.
 */
export async function loadPolicy(url: string, options: unknown): Promise<TamiyoPolicy> {
  const { default: factory } = (await import(url)) as { readonly default?: unknown };
  if (typeof factory !== "function") {
    throw new TypeError(
      `Cannot use ${url} as a policy as its default export must be a function that makes one: current value is ${show(factory)}`,
    );
  }
  const policy: unknown = await (factory as PolicyFactory)(options);
  if (typeof (policy as Partial<TamiyoPolicy> | null)?.decide === "function") {
    return policy as TamiyoPolicy;
  }
  throw new TypeError(
    `Cannot use ${url} as a policy as what its default export makes must have a method 'decide': current value is ${show(policy)}`,
  );
}
