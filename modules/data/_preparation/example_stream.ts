import { RandomStream } from "../../../core/worker.ts";

/**
 * Returns the random numbers by which an example is augmented: the same ones in every worker, batch and resumed run.
 *
 * @param draw Names the epoch, as in `Dataset.gather`.
 * @param index The example's number in its source.
 */
export function exampleStream(draw: number, index: number): RandomStream {
  return new RandomStream(draw, `augment/${index}`);
}
