import { errorMessage, TolariaError } from "../../../core/mod.ts";
import { readWeights, reorderAxes, type WeightArray, type WeightFile } from "../../_weights/mod.ts";
import type { GptShape } from "./network.ts";

/** What a file with weights of GPT-2 says of its network. */
export type Gpt2Sizes = Pick<GptShape, "layers" | "width" | "context" | "vocabulary">;

/** Weights of GPT-2 by the names that Hugging Face gives them, without the prefix `transformer.`. */
export interface Gpt2File {
  readonly path: string;
  readonly weights: WeightFile;
  readonly sizes: Gpt2Sizes;
}

/** Buffers of PyTorch that are no weights: masks of the attention. */
const BUFFERS = /^h\.\d+\.attn\.(bias|masked_bias)$/;

/**
 * Reads the weights of a GPT-2.
 *
 * @throws {TolariaError} `model/missing`, `model/corrupt` if it cannot be read; `model/invalid` if it is no GPT-2.
 */
export async function readGpt2(path: string): Promise<Gpt2File> {
  const named = [...(await readWeights(path))].map(
    ([name, array]) => [name.replace(/^transformer\./, ""), array] as const,
  );
  const weights = new Map(named.filter(([name]) => !BUFFERS.test(name)));
  const blocks = [...weights.keys()].map((name) => Number(name.match(/^h\.(\d+)\./)?.[1] ?? -1));
  const [vocabulary, width] = sizesOf(weights, "wte.weight", path);
  const [context] = sizesOf(weights, "wpe.weight", path);
  return { path, weights, sizes: { layers: Math.max(...blocks) + 1, width, context, vocabulary } };
}

function sizesOf(weights: WeightFile, name: string, path: string): readonly [number, number] {
  const { shape } = weights.get(name) ?? {};
  if (shape?.length === 2) return shape as [number, number];
  const reason = shape
    ? `"${name}" must have two axes, but has ${shape.length}`
    : `it has no "${name}": it is no GPT-2 by the names of Hugging Face`;
  throw new TolariaError("model/invalid", errorMessage(reason, `start from "${path}"`));
}

/**
 * Returns the weights for a network of `shape`: the first rows of a longer table of positions, and the head of its own as
 * the kernel of a dense layer.
 *
 * @throws {TolariaError} `model/invalid` if the file has a head of its own and the network none.
 */
export function fitGpt2({ path, weights }: Gpt2File, { context, tied }: GptShape): WeightFile {
  const fitted = new Map(weights);
  fitted.set("wpe.weight", firstRows(weights.get("wpe.weight") as WeightArray, context));
  const head = weights.get("lm_head.weight");
  if (head === undefined) return fitted;
  if (!tied) return fitted.set("lm_head.weight", reorderAxes(head, [1, 0]));
  fitted.delete("lm_head.weight");
  if (sameNumbers(head, weights.get("wte.weight") as WeightArray)) return fitted;
  const reason = 'its "lm_head.weight" is another than "wte.weight": set "tied" to false';
  throw new TolariaError("model/invalid", errorMessage(reason, `start from "${path}"`));
}

function firstRows({ shape, data }: WeightArray, rows: number): WeightArray {
  const [all, width] = shape as [number, number];
  if (rows >= all) return { shape, data };
  return { shape: [rows, width], data: data.subarray(0, rows * width) };
}

function sameNumbers(a: WeightArray, b: WeightArray): boolean {
  return a.data.length === b.data.length && a.data.every((value, at) => value === b.data[at]);
}

/** What GPT-2 calls the layers of a block. */
const BLOCK_LAYERS: Readonly<Record<string, string>> = {
  norm1: "ln_1",
  qkv: "attn.c_attn",
  projection: "attn.c_proj",
  norm2: "ln_2",
  expand: "mlp.c_fc",
  contract: "mlp.c_proj",
};

const OTHERS: Readonly<Record<string, string>> = {
  "embedding/token/embeddings": "wte.weight",
  "embedding/position/embeddings": "wpe.weight",
  "head/norm/gamma": "ln_f.weight",
  "head/norm/beta": "ln_f.bias",
  "head/logits/kernel": "lm_head.weight",
};

/** What GPT-2 calls a weight of the network: `block1/qkv/kernel` is `h.0.attn.c_attn.weight`. */
export function gpt2Name(name: string): string | undefined {
  const [, block, layer = "", own = ""] = name.match(/^block(\d+)\/(\w+)\/(\w+)$/) ?? [];
  if (block === undefined) return OTHERS[name];
  const kind = /^(kernel|gamma)$/.test(own) ? "weight" : "bias";
  return `h.${Number(block) - 1}.${BLOCK_LAYERS[layer]}.${kind}`;
}
