import {
  type Alarm,
  AUTOPILOT,
  type Autopilot,
  parseOptions,
  type RecoveryDecision,
  type RecoveryPlan,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";

/** Options of {@link autopilot}. */
export interface AutopilotOptions {
  /** How often training goes back for one incident before the run ends, at least 1. @default 3 */
  readonly tries?: number;
  /**
   * Steps before and after those that showed the alarm whose batches are skipped too, at least 0; doubled with each
   * attempt.
   * @default 1
   */
  readonly margin?: number;
  /** Whether the batches of the steps that showed an alarm are skipped. @default true */
  readonly quarantine?: boolean;
  /** How many steps further training goes back with each attempt after the first, at least 0. @default 50 */
  readonly backSteps?: number;
  /**
   * Factor of the learning rates, applied once per attempt from the second on, in (0, 1]; 1 for no cut.
   * @default 0.5
   */
  readonly rateFactor?: number;
  /** Steps for which the rates stay cut, from the first step that showed the alarm, at least 1. @default 100 */
  readonly rateSteps?: number;
  /** Steps without an alarm before an incident is over and attempts start again at one, at least 1. @default 50 */
  readonly clearAfter?: number;
}

const AutopilotSchema: z.ZodType<Required<AutopilotOptions>> = z.strictObject({
  tries: z.int().min(1).default(3),
  margin: z.int().min(0).default(1),
  quarantine: z.boolean().default(true),
  backSteps: z.int().min(0).default(50),
  rateFactor: z.number().gt(0).max(1).default(0.5),
  rateSteps: z.int().min(1).default(100),
  clearAfter: z.int().min(1).default(50),
});

/** Goes back, skips the batches at fault and continues; at a lower rate if that did not help. */
class RollBackAutopilot implements Autopilot {
  readonly name = "autopilot";
  readonly #options: Required<AutopilotOptions>;

  constructor(options: Required<AutopilotOptions>) {
    this.#options = options;
  }

  get clearAfter(): number {
    return this.#options.clearAfter;
  }

  respond(alarm: Alarm, tries: number): RecoveryDecision {
    // The weights from before it would be no better: the validation's examples are at fault.
    if (alarm.rule === "validation") return { kind: "go-on" };
    if (tries < this.#options.tries) return { kind: "go-back", plan: this.#plan(alarm, tries) };
    const times = tries === 1 ? "once" : `${tries} times`;
    return {
      kind: "give-up",
      reason: `training went back ${times} and did not get clear of it: ${alarm.message}`,
    };
  }

  #plan({ rule, firstStep, lastStep }: Alarm, tries: number): RecoveryPlan {
    const { margin, quarantine, backSteps, rateFactor, rateSteps } = this.#options;
    // A validation names no batch.
    const inSteps = rule !== "collapse";
    const around = inSteps ? margin * 2 ** tries : 0;
    // Whoever asks to go back to a step knows that what was before it is good.
    const before = rule === "request" && tries === 0 ? 0 : around;
    const from = Math.max(0, firstStep - before);
    return {
      backTo: Math.max(0, from - tries * backSteps),
      rateFactor: rateFactor ** tries,
      rateSteps,
      ...(quarantine && inSteps
        ? {
            quarantine: { from, to: lastStep + around },
            rateFactorAlone: rateFactor ** (tries + 1),
          }
        : { quarantine: undefined }),
    };
  }
}

/**
 * Goes back to the state before an alarm and skips the batches at fault. If that does not help, it goes back further,
 * skips more and cuts the learning rates for a while. After `tries` attempts it ends the run with the weights that it
 * went back to. The default.
 *
 * The first attempt leaves the rates alone: a cut costs more training than the batches do, and most spikes come from
 * the data. If too many batches would be skipped, it cuts the rates at once, because repeating the same steps would
 * repeat the fault.
 *
 * @example
 * ```ts
 * import { autopilot } from "tolaria";
 *
 * const careful = autopilot({ tries: 5, rateFactor: 0.1, rateSteps: 500 });
 * ```
 */
export function autopilot(options: AutopilotOptions = {}): ContainerModule {
  const checked = parseOptions("make autopilot", AutopilotSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(AUTOPILOT)
      .toResolvedValue(() => new RollBackAutopilot(checked), [])
      .inSingletonScope();
  });
}
