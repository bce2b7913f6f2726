import { ContainerModule } from "../../deps.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import { LEARNING_RATE_POLICY } from "../tokens.ts";

/**
 * Module of a learning-rate policy: it binds the policy as the run's, and is a value from which other
 * policies are composed.
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
  /** Creates a new policy at its start. */
  readonly create: () => LearningRatePolicy;

  /**
   * Creates the module of a policy.
   *
   * @param create Creates a new policy at its start.
   */
  constructor(create: () => LearningRatePolicy) {
    super(({ bind }) => {
      bind(LEARNING_RATE_POLICY).toResolvedValue(create).inSingletonScope();
    });
    this.create = create;
  }
}

/** Whether `value` is a {@link PolicyModule}, also of another copy of the package. */
export function isPolicyModule(value: unknown): value is PolicyModule {
  const module = value as Partial<PolicyModule> | null | undefined;
  return typeof module?.create === "function" && typeof module.load === "function";
}
