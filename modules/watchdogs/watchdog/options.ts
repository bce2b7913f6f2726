import { z } from "../../../deps.ts";

/** Options of {@link watchdog}. A rule that is `false` is not looked at. */
export interface WatchdogOptions {
  /** The loss is too high where it is above this many times its running average. @default 15 */
  readonly lossRatio?: number | false;
  /** The loss is too high where it is this many standard deviations above the mean of its window. @default 6 */
  readonly lossSigma?: number | false;
  /**
   * A standard deviation counts as at least this share of the mean: losses that hardly vary would make any change a
   * large one. @default 0.1
   */
  readonly sigmaFloor?: number;
  /** Steps in a row with a loss that is too high before there is an alarm, at least 1. @default 3 */
  readonly consecutive?: number;
  /** Steps that the window and, about, the running average reach back, at least 2. @default 100 */
  readonly window?: number;
  /** Steps before a loss can be too high, at least 2. @default 20 */
  readonly armedAfter?: number;
  /** Whether the validation is watched for a fall to the level of guessing. @default true */
  readonly collapse?: boolean | CollapseOptions;
}

/** How the validation is watched. On a scale from 0, guessing, to 1, all right. */
export interface CollapseOptions {
  /** The metric, a share of right answers. @default accuracy */
  readonly metric?: string;
  /** What guessing gives, in [0, 1). @default 1 in the number of classes */
  readonly chance?: number;
  /** It has learned something once it was here, in [0, 1]. @default 0.2 */
  readonly learned?: number;
  /** It has collapsed where it is here or below after that, in [0, 1]. @default 0.02 */
  readonly collapsed?: number;
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
  })
  .refine(({ learned, collapsed }) => collapsed < learned, {
    message: 'a "collapsed" below "learned"',
  });

/** Rules of {@link WatchdogOptions}. */
export const WatchdogSchema: z.ZodType<CheckedWatchdogOptions> = z
  .strictObject({
    lossRatio: z.union([z.literal(false), z.number().gt(1)]).default(15),
    lossSigma: z.union([z.literal(false), z.number().positive()]).default(6),
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
