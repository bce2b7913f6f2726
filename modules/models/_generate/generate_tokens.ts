import { RandomStream, TolariaError } from "../../../core/mod.ts";
import { KeptKeys, type TokenScorer, WholeWindow } from "./decoders.ts";
import type { TokenNetwork } from "./network.ts";
import type { CheckedGenerate } from "./options.ts";
import { probabilitiesOf, tokenAt } from "./sampling.ts";

/** What tokens are drawn from. */
export interface TokenRun {
  readonly network: TokenNetwork;
  readonly prompt: readonly number[];
  readonly options: CheckedGenerate;
  /** Fails if the network can no longer be used. */
  check(): void;
}

/** Whether keys and values are kept. */
export function keepsKeys({ obstacle }: TokenNetwork, { cache }: CheckedGenerate): boolean {
  return cache && obstacle === undefined;
}

/**
 * Draws tokens one after the other, each behind the prompt and those before it.
 *
 * A prediction looks back at most `context` tokens. When they are reached, it goes on from the last half of them: the
 * window moves in leaps, so that keys and values stay valid between two of them.
 */
export async function* generateTokens(run: TokenRun): AsyncGenerator<number> {
  const { network, options, check } = run;
  const random = new RandomStream(options.seed, "generate");
  using scorer: TokenScorer = keepsKeys(network, options)
    ? new KeptKeys(network)
    : new WholeWindow(network);
  const all = [...run.prompt];
  let start = Math.max(0, all.length - network.context);
  for (let drawn = 0; drawn < options.tokens; drawn++) {
    // Signals and timers get their turn: tfjs's promises settle without one.
    await new Promise((resolve) => setImmediate(resolve));
    if (options.signal?.aborted) return;
    check();
    if (all.length - start > network.context) start = all.length - Math.ceil(network.context / 2);
    const scores_11V = scorer.score(all.slice(start));
    const scores = await scores_11V.data();
    scores_11V.dispose();
    checkScores(scores);
    const token = tokenAt(probabilitiesOf(scores, options), random.next());
    all.push(token);
    yield token;
  }
}

function checkScores(scores: ArrayLike<number>): void {
  for (let id = 0; id < scores.length; id++) {
    if (Number.isFinite(scores[id])) continue;
    throw new TolariaError(
      "model/invalid",
      `The score of token ${id} is ${scores[id]}: the weights of the model are damaged, or its training diverged. Cannot generate text.`,
    );
  }
}
