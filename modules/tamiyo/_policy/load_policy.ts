import { show } from "../../../core/mod.ts";
import type { PolicyFactory, TamiyoPolicy } from "./policy.ts";

/** What {@link isPolicy} asks for. */
export const POLICY_RULE =
  "an object with a method 'decide', and 'state' and 'restore' both or neither";

/** Whether `value` is a policy. */
export function isPolicy(value: unknown): value is TamiyoPolicy {
  const policy = value as Partial<TamiyoPolicy> | null;
  return typeof policy?.decide === "function" && typeof policy.state === typeof policy.restore;
}

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
  if (isPolicy(policy)) return policy;
  throw new TypeError(
    `Cannot use ${url} as a policy as what its default export makes must be ${POLICY_RULE}: current value is ${show(policy)}`,
  );
}
