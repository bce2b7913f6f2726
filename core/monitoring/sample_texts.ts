import type { ExampleSample, ExampleText } from "../ports/reports/samples.ts";
import type { Tokenizer } from "../ports/tokenizer.ts";

// T = positions, V = ids of the tokenizer

/** Ids at the end of a text that are shown at most. */
const MOST_IDS = 64;

/** The examples as texts, if for each of their ids the network says which one comes next. */
export function sampleTexts(
  { size, input, output, target }: ExampleSample,
  tokenizer: Tokenizer,
): readonly ExampleText[] | undefined {
  const [length = 0, ids = 0] = output.shape;
  const follows = input.shape.length === 1 && input.shape[0] === length && length > 0;
  if (!follows || ids !== tokenizer.size || target?.shape.length !== 1) return undefined;
  if (target.shape[0] !== length) return undefined;
  return Array.from({ length: size }, (_, at) => {
    const end = (at + 1) * length;
    const scores_V = output.values.subarray((end - 1) * ids, end * ids);
    const { best, sureness } = mostLikely(scores_V);
    const truth = target.values[end - 1] ?? 0;
    return {
      text: tokenizer.decode(input.values.slice(end - Math.min(length, MOST_IDS), end)),
      truth: tokenizer.decode([truth]),
      predicted: tokenizer.decode([best]),
      right: truth === best,
      sureness,
    };
  });
}

/** The softmax of logits, of which only the greatest is wanted. */
function mostLikely(scores_V: Float32Array): { readonly best: number; readonly sureness: number } {
  let best = 0;
  for (const [id, score] of scores_V.entries()) if (score > (scores_V[best] ?? 0)) best = id;
  const greatest = scores_V[best] ?? 0;
  const sum = scores_V.reduce((all, score) => all + Math.exp(score - greatest), 0);
  return { best, sureness: 1 / sum };
}
