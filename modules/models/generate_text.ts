import { TolariaError } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";
import {
  checkGenerate,
  type GenerateOptions,
  generateTokens,
  keepsKeys,
  type PromptTokenizer,
  StopText,
  TextStream,
  type TokenNetwork,
  tokenNetwork,
} from "./_generate/mod.ts";
import { LoadedModel } from "./loaded_model.ts";

/** What was generated. */
export interface Generation {
  /** Text behind the prompt; empty without a tokenizer. */
  readonly text: string;
  /** Ids behind the prompt. */
  readonly tokens: readonly number[];
  /** Whether keys and values were kept. */
  readonly cached: boolean;
  /** What of `stop` ended it. */
  readonly stopped?: string | number;
  /** Whether the signal ended it. */
  readonly interrupted: boolean;
}

/**
 * Goes on with a text, token by token: each is drawn from what the model predicts behind the prompt and the tokens before.
 * The same seed draws the same tokens.
 *
 * Keys and values of the attentions are kept, so that each token computes one place. If all places of the model's context
 * are taken, it goes on from the last half of them.
 *
 * @param model A model from a folder, or a `LayersModel` that maps ids, [B, T], to scores, [B, T, V], and whose places do
 * not see later ones.
 * @param prompt Text, or ids.
 * @throws {TolariaError} `model/invalid` if the model is another; `data/invalid` if the prompt is empty, or has a character or
 * an id that the model does not know; `options/invalid`, also for a text without a tokenizer.
 *
 * @example
 * ```ts
 * import { generate, loadModel } from "tolaria/models";
 *
 * await using model = await loadModel("out/moby_dick");
 * const { text } = await generate(model, "Call me", {
 *   tokens: 200,
 *   temperature: 0.8,
 *   onToken: ({ text }) => process.stdout.write(text),
 * });
 * console.log(text.length);
 * ```
 */
export async function generate(
  model: LoadedModel | tf.LayersModel,
  prompt: string | ArrayLike<number>,
  options: GenerateOptions = {},
): Promise<Generation> {
  const checked = checkGenerate(options);
  const layers = () => (model instanceof LoadedModel ? model.model : model);
  const network = tokenNetwork(layers());
  const tokenizer =
    checked.tokenizer ?? (model instanceof LoadedModel ? model.tokenizer : undefined);
  const stream = tokenizer && new TextStream(tokenizer);
  const stop = new StopText(stopTexts(checked, tokenizer, network));
  const tokens: number[] = [];
  let text = "";
  let stopped: string | number | undefined;
  const run = { network, prompt: idsOf(prompt, tokenizer, network), options: checked };
  for await (const token of generateTokens({ ...run, check: layers })) {
    if (checked.stop.includes(token)) {
      stopped = token;
      break;
    }
    const isLast = tokens.push(token) === checked.tokens;
    let piece = stop.add((stream?.add(token) ?? "") + (isLast ? (stream?.end() ?? "") : ""));
    stopped = stop.found;
    if (isLast) piece += stop.end();
    text += piece;
    checked.onToken?.({ token, text: piece });
    if (stopped !== undefined) break;
  }
  const complete = stopped !== undefined || tokens.length === checked.tokens;
  if (stop.found === undefined) text += stop.add(stream?.end() ?? "") + stop.end();
  return {
    text,
    tokens,
    cached: keepsKeys(network, checked),
    ...(stopped !== undefined && { stopped }),
    interrupted: !complete,
  };
}

/** The texts that end it. */
function stopTexts(
  { stop }: { readonly stop: readonly (string | number)[] },
  tokenizer: PromptTokenizer | undefined,
  { vocabulary }: TokenNetwork,
): readonly string[] {
  const texts = stop.filter((one) => typeof one === "string");
  if (texts.length > 0 && !tokenizer) {
    throw new TolariaError(
      "options/invalid",
      'The model folder has no tokenizer: give one as "tokenizer", or ids in "stop". Cannot generate text.',
    );
  }
  const wrong = stop.find((one) => typeof one === "number" && one >= vocabulary);
  if (wrong === undefined) return texts;
  throw new TolariaError(
    "options/invalid",
    `Ids in "stop" must be at most ${vocabulary - 1}, but one is ${wrong}. Cannot generate text.`,
  );
}

function idsOf(
  prompt: string | ArrayLike<number>,
  tokenizer: PromptTokenizer | undefined,
  { vocabulary }: TokenNetwork,
): readonly number[] {
  if (typeof prompt === "string" && !tokenizer) {
    throw new TolariaError(
      "options/invalid",
      'The model folder has no tokenizer: give one as "tokenizer", or the prompt as ids. Cannot generate text.',
    );
  }
  const given = typeof prompt === "string" ? (tokenizer as PromptTokenizer).encode(prompt) : prompt;
  const ids = Array.from(given);
  if (ids.length === 0) throw invalid("The prompt must have at least one token, but is empty");
  const wrong = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (wrong === undefined) return ids;
  throw invalid(
    `Ids of the prompt must be whole numbers from 0 to ${vocabulary - 1}, but one is ${wrong}`,
  );
}

function invalid(reason: string): TolariaError {
  return new TolariaError("data/invalid", `${reason}. Cannot generate text.`);
}
