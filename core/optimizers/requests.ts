import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import { milliseconds } from "../milliseconds.ts";
import { parseOptions } from "../options.ts";

/** How an optimizer is changed. */
export interface SwapOptions {
  /**
   * What becomes of the groups' rates: `match` lets the next step lower the loss as much as the old optimizer's
   * would have, `keep` leaves them, a number multiplies them.
   * @default `match` for another kind of optimizer that takes the state over, else `keep`
   */
  readonly rate?: "match" | "keep" | number;
  /** Whether the new optimizer starts afresh, and takes nothing over. @default false */
  readonly reset?: boolean;
  /** Longest time that building it may take, ms; what takes longer is refused. @default no limit */
  readonly budgetMs?: number;
}

/** Options with all defaults filled in. */
export interface CheckedSwap {
  readonly rate: "match" | number | undefined;
  readonly reset: boolean;
  readonly budgetMs: number | undefined;
}

const SwapSchema = z
  .strictObject({
    rate: z.union([z.literal("match"), z.literal("keep"), z.number().positive()]).optional(),
    reset: z.boolean().default(false),
    budgetMs: milliseconds().optional(),
  })
  .refine(({ rate, reset }) => !(reset && rate === "match"), {
    path: ["rate"],
    message: 'a number or "keep" with "reset", as a fresh state has no step to match',
  });

/** @throws {TolariaError} `options/invalid`. */
export function checkSwap(options: SwapOptions): CheckedSwap {
  const { rate, reset, budgetMs } = parseOptions("change the optimizer", SwapSchema, options);
  return { rate: rate === "keep" ? 1 : rate, reset, budgetMs };
}

/** Throws if building a change took too long. @throws {TolariaError} `optimizer/late`. */
export function checkBudget(tookMs: number, budgetMs: number | undefined): void {
  if (budgetMs === undefined || tookMs <= budgetMs) return;
  throw new TolariaError(
    "optimizer/late",
    `Building the optimizer took ${tookMs.toFixed(1)} ms, more than "budgetMs" ${budgetMs}. Cannot change the optimizer.`,
  );
}
