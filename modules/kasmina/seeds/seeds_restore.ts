import type { PreparedSeeds } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { isLiving } from "./lifecycle.ts";
import type { PlotContents } from "./plot.ts";
import type { NextPlot } from "./plots_state.ts";

/** What a restore exchanges for what there was, and back. */
interface Exchange {
  readonly plots: readonly { readonly plot: NextPlot["plot"]; readonly contents: PlotContents }[];
  readonly weights: NextPlot["weights"];
}

/**
 * A restore of plots that are built already.
 *
 * @param exchangeRest Exchanges what there is besides the plots; returns what undoes that.
 */
export function restoreSeeds(
  next: readonly NextPlot[],
  exchangeRest: () => () => void,
): PreparedSeeds {
  const to: Exchange = { plots: next, weights: next.flatMap(({ weights }) => weights) };
  let before: Exchange | undefined;
  let undoRest = () => {};
  return {
    parameters: next.flatMap(({ contents: { stage, seed } }) =>
      isLiving(stage) ? (seed?.network.parameters ?? []) : [],
    ),
    commit: () => {
      before = currentOf(to);
      put(to);
      undoRest = exchangeRest();
    },
    confirm: () => {},
    settle: () => {
      disposeWeights(to);
      if (!before) return;
      disposeWeights(before);
      disposeNetworks(before, to);
    },
    abort: () => {
      if (before) {
        undoRest();
        put(before);
        disposeWeights(before);
      }
      disposeWeights(to);
      for (const { built, contents } of next) if (built) disposeNetwork(contents);
    },
  };
}

/** What is there now, where `to` is going to be. */
function currentOf({ plots, weights }: Exchange): Exchange {
  return {
    plots: plots.map(({ plot }) => ({ plot, contents: plot.contents })),
    weights: weights.map(({ variable }) => ({
      variable,
      value: tf.keep((variable as tf.Tensor).reshape(variable.shape)),
    })),
  };
}

function put({ plots, weights }: Exchange): void {
  for (const { plot, contents } of plots) plot.put(contents);
  for (const { variable, value } of weights) variable.assign(value);
}

function disposeWeights({ weights }: Exchange): void {
  tf.dispose(weights.map(({ value }) => value));
}

/** Gives back the networks that are not used any more. */
function disposeNetworks(before: Exchange, now: Exchange): void {
  const used = new Set(now.plots.map(({ contents }) => contents.seed?.network));
  for (const { contents } of before.plots) {
    if (!used.has(contents.seed?.network)) disposeNetwork(contents);
  }
}

function disposeNetwork({ seed }: PlotContents): void {
  if (seed && !seed.network.isDisposed) seed.network.dispose();
}
