import { show } from "../../../core/worker.ts";
import type { PolicyFactory, TamiyoPolicy } from "./policy.ts";

/** What {@link isPolicy} asks for. */
export const POLICY_RULE =
  'an object with a method "decide", and "state" and "restore" both or neither';

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
      `The default export must be a function that makes a policy, but is ${show(factory)}. Cannot use ${url}.`,
    );
  }
  const policy: unknown = await (factory as PolicyFactory)(options);
  if (isPolicy(policy)) return policy;
  throw new TypeError(
    `The default export must make ${POLICY_RULE}, but made ${show(policy)}. Cannot use ${url}.`,
  );
}
