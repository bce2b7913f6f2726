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
   * @param options Options of the policy, policy modules among them; they become its `options`.
   */
  constructor(create: () => LearningRatePolicy, options?: object) {
    const make = options
      ? () => Object.defineProperty(create(), "options", { value: described(options) })
      : create;
    super(({ bind }) => {
      bind(LEARNING_RATE_POLICY).toResolvedValue(make).inSingletonScope();
    });
    this.create = make;
  }
}

/** Whether `value` is a {@link PolicyModule}, also of another copy of the package. */
export function isPolicyModule(value: unknown): value is PolicyModule {
  const module = value as Partial<PolicyModule> | null | undefined;
  return typeof module?.create === "function" && typeof module.load === "function";
}

/** `value` with each policy module in it as its policy's name and options. */
function described(value: unknown): unknown {
  if (isPolicyModule(value)) {
    const { name, options = {} } = value.create();
    return { name, options };
  }
  if (Array.isArray(value)) return value.map(described);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, described(one)]));
}
