import { z } from "../../../deps.ts";

/** Options of {@link watchdog}. Set a rule to `false` to disable it. */
export interface WatchdogOptions {
  /** A loss is too high above this many times its running average, greater than 1. @default 15 */
  readonly lossRatio?: number | false;
  /** A loss is too high this many standard deviations above the mean of its window, greater than 0. @default 6 */
  readonly lossSigma?: number | false;
  /** A single loss this many times the usual one, the median of the window, is enough, greater than 1. @default 1000 */
  readonly lossJump?: number | false;
  /**
   * The usual loss counts as at least this for `lossJump`, greater than 0: a network that has nearly memorized its examples
   * may have a loss of 4 on one that it gets wrong. @default 0.05
   */
  readonly jumpFloor?: number;
  /**
   * A standard deviation counts as at least this share of the mean, at least 0; otherwise any change of a nearly
   * constant loss would be large. @default 0.1
   */
  readonly sigmaFloor?: number;
  /** Consecutive steps with too high a loss before there is an alarm, at least 1. @default 3 */
  readonly consecutive?: number;
  /** Steps that the window and, approximately, the running average reach back, at least 2. @default 100 */
  readonly window?: number;
  /** Steps before the rules apply, at least 2. @default 20 */
  readonly armedAfter?: number;
  /** Whether a validation that falls to the level of guessing, or whose loss explodes, is detected. @default true */
  readonly collapse?: boolean | CollapseOptions;
}

/** How the validation is watched, on a scale from 0 (guessing) to 1 (all correct). */
export interface CollapseOptions {
  /** The metric, a share of correct answers. @default accuracy */
  readonly metric?: string;
  /** Value that guessing gives, in [0, 1). @default 1 / number of classes */
  readonly chance?: number;
  /** A collapse needs a validation at or above this value before, in [0, 1]. @default 0.2 */
  readonly learned?: number;
  /** A later validation at or below this value is a collapse, in [0, 1]. @default 0.02 */
  readonly collapsed?: number;
  /** A validation loss this many times the highest before it, and above all of the training, is one too, greater than 1. @default 15 */
  readonly lossRatio?: number | false;
}

/** The options with every default filled in. */
export interface CheckedWatchdogOptions extends Required<Omit<WatchdogOptions, "collapse">> {
  readonly collapse: CheckedCollapse | undefined;
}

/** The options with every default filled in. */
export interface CheckedCollapse extends Required<Omit<CollapseOptions, "chance">> {
  readonly chance: number | undefined;
}

const share: z.ZodNumber = z.number().min(0).max(1);

const CollapseSchema: z.ZodType<CheckedCollapse> = z
  .strictObject({
    metric: z.string().min(1).default("accuracy"),
    chance: share.lt(1).optional() as z.ZodType<number | undefined>,
    learned: share.default(0.2),
    collapsed: share.default(0.02),
    lossRatio: z.union([z.literal(false), z.number().gt(1)]).default(15),
  })
  .refine(({ learned, collapsed }) => collapsed < learned, {
    message: 'a "collapsed" below "learned"',
  });

/** Rules of {@link WatchdogOptions}. */
export const WatchdogSchema: z.ZodType<CheckedWatchdogOptions> = z
  .strictObject({
    lossRatio: z.union([z.literal(false), z.number().gt(1)]).default(15),
    lossSigma: z.union([z.literal(false), z.number().positive()]).default(6),
    lossJump: z.union([z.literal(false), z.number().gt(1)]).default(1_000),
    jumpFloor: z.number().positive().default(0.05),
    sigmaFloor: z.number().min(0).default(0.1),
    consecutive: z.int().min(1).default(3),
    window: z.int().min(2).default(100),
    armedAfter: z.int().min(2).default(20),
    collapse: z
      .union([z.boolean(), CollapseSchema])
      .default(true)
      .transform((rule) => {
        if (rule === false) return undefined;
        return rule === true ? CollapseSchema.parse({}) : rule;
      }),
  })
  .refine(({ armedAfter, window }) => armedAfter <= window, {
    message: 'an "armedAfter" of at most "window"',
  });
