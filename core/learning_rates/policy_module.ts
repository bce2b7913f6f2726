import { ContainerModule } from "../../deps.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import { LEARNING_RATE_POLICY } from "../tokens.ts";

/**
 * What a learning-rate provider returns: a module that makes its policy the run's, and a value that other
 * policies are composed of.
 *
 * @example
 * ```ts
 * import { PolicyModule } from "tolaria/ports";
 * import { scale } from "tolaria/schedules";
 *
 * // Falls as one over the square root of the epoch.
 * const rootDecay = (initial: number) =>
 *   new PolicyModule(() => ({
 *     name: "root-decay",
 *     check: () => {},
 *     rate: ({ epoch }) => initial / Math.sqrt(1 + epoch),
 *   }));
 *
 * export const half = scale(rootDecay(0.1), 0.5);
 * ```
 */
export class PolicyModule extends ContainerModule {
  /** Makes a policy at its start; each call makes another. */
  readonly create: () => LearningRatePolicy;

  /**
   * Makes the module of a policy.
   *
   * @param create Makes a policy at its start, each call another.
   */
  constructor(create: () => LearningRatePolicy) {
    super(({ bind }) => {
      bind(LEARNING_RATE_POLICY).toResolvedValue(create).inSingletonScope();
    });
    this.create = create;
  }
}

/** Whether `value` is a {@link PolicyModule}; by shape, so that one of another copy of the package is too. */
export function isPolicyModule(value: unknown): value is PolicyModule {
  const module = value as Partial<PolicyModule> | null | undefined;
  return typeof module?.create === "function" && typeof module.load === "function";
}
