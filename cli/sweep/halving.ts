/**
 * Returns after how many epochs successive halving compares the trials: the last entry is `epochs`, and each other one
 * is the next divided by `factor`. There are as many as both the epochs and the trials suffice for.
 *
 * @param trials How many trials there are.
 * @param epochs Epochs of a trial that is never dropped.
 * @param factor By how many times fewer trials each comparison leaves, from 2.
 * @see Jamieson and Talwalkar 2016, arXiv:1502.07943, figure 3 (with `factor` = 2), by epochs as in Li et al. 2018,
 * arXiv:1603.06560, algorithm 1.
 */
export function halvingRungs(trials: number, epochs: number, factor: number): readonly number[] {
  const rungs = [epochs];
  for (let divisor = factor; divisor <= Math.min(trials, epochs); divisor *= factor) {
    rungs.unshift(Math.floor(epochs / divisor));
  }
  return rungs;
}

/** Returns how many of `trials` go on after a comparison: `trials / factor`, rounded up. */
export function survivorCount(trials: number, factor: number): number {
  return Math.ceil(trials / factor);
}
