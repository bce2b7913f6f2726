import { tf } from "../../../deps.ts";
import { AttentionLayer, PositionEmbedding, partsOf } from "../../_layers/mod.ts";
import type { GraphNode } from "../_graph/mod.ts";
import type { TokenNetwork } from "./network.ts";

// T = places of a sequence, S = places that are kept, D = numbers of a place, V = ids

/** Scores the token that follows others. */
export interface TokenScorer extends Disposable {
  /** Returns the scores of each token behind `window`, [1, 1, V]; the caller or the scope disposes them. */
  score(window: readonly number[]): tf.Tensor;
}

/** Computes every place again for each token. */
export class WholeWindow implements TokenScorer {
  readonly #network: TokenNetwork;

  constructor(network: TokenNetwork) {
    this.#network = network;
  }

  score(window: readonly number[]): tf.Tensor {
    const { model, vocabulary } = this.#network;
    // What comes behind a place does not reach it.
    const places = model.inputs[0]?.shape[1] ?? window.length;
    const padded = Int32Array.from({ length: places }, (_, at) => window[at] ?? 0);
    return tf.tidy(() => {
      const scores = model.apply(tf.tensor2d(padded, [1, places], "int32")) as tf.Tensor3D;
      return scores.slice([0, window.length - 1, 0], [1, 1, vocabulary]);
    });
  }

  [Symbol.dispose](): void {}
}

/** Places that go through the network at once: bounds the memory that a long prompt takes. */
const CHUNK_PLACES = 256;

/** Keys and values of an attention, [1, S, D] each. */
interface Kept {
  readonly k: tf.Tensor3D;
  readonly v: tf.Tensor3D;
}

/**
 * Computes the new places alone: keys and values of those before them are kept. Layers behind the last attention compute
 * but the last place.
 */
export class KeptKeys implements TokenScorer {
  readonly #network: TokenNetwork;
  readonly #chunk: number;
  /** Nodes whose places an attention needs. */
  readonly #inner: ReadonlySet<GraphNode>;
  readonly #kept = new Map<GraphNode, Kept>();
  /** Tokens whose keys and values are kept. */
  #tokens: readonly number[] = [];

  constructor(network: TokenNetwork, chunk: number = CHUNK_PLACES) {
    this.#network = network;
    this.#chunk = chunk;
    this.#inner = nodesBeforeAttention(network);
  }

  score(window: readonly number[]): tf.Tensor {
    const goesOn =
      this.#tokens.length < window.length &&
      this.#tokens.every((token, place) => token === window[place]);
    if (!goesOn) this.#forget();
    let scores: tf.Tensor | undefined;
    for (let first = this.#tokens.length; first < window.length; first += this.#chunk) {
      const ids = window.slice(first, first + this.#chunk);
      const isLast = first + this.#chunk >= window.length;
      scores = tf.tidy(() => this.#compute(ids, first, isLast));
    }
    this.#tokens = [...window];
    return scores as tf.Tensor;
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  #forget(): void {
    for (const { k, v } of this.#kept.values()) tf.dispose([k, v]);
    this.#kept.clear();
    this.#tokens = [];
  }

  /** Runs places from `first` on; scores of the last place only if they are asked for. */
  #compute(ids: readonly number[], first: number, isLast: boolean): tf.Tensor | undefined {
    const { graph } = this.#network;
    const values = new Map<GraphNode, tf.Tensor>();
    const [input] = graph.inputs as [GraphNode];
    values.set(input, tf.tensor2d([...ids], [1, ids.length], "int32"));
    for (const node of graph.nodes) {
      if (values.has(node)) continue;
      const inputs = node.inputs.map(({ node: from }) => values.get(from) as tf.Tensor);
      const isAttention = node.layer instanceof AttentionLayer;
      if (!isLast && !isAttention && !this.#inner.has(node)) continue;
      values.set(node, this.#call(node, inputs, first));
    }
    const [output] = graph.outputs;
    return isLast ? lastPlace(values.get(output?.node as GraphNode) as tf.Tensor) : undefined;
  }

  #call(node: GraphNode, inputs: tf.Tensor[], first: number): tf.Tensor {
    const { layer } = node;
    const isInner = this.#inner.has(node);
    if (layer instanceof AttentionLayer) return this.#attend(node, layer, inputs, isInner);
    const needed = isInner ? inputs : inputs.map(lastPlace);
    if (layer instanceof PositionEmbedding) {
      const skipped = (inputs[0]?.shape[1] as number) - (needed[0]?.shape[1] as number);
      return layer.addFrom(needed[0] as tf.Tensor3D, first + skipped);
    }
    return layer.call(needed, { training: false }) as tf.Tensor;
  }

  #attend(
    node: GraphNode,
    layer: AttentionLayer,
    inputs: tf.Tensor[],
    isInner: boolean,
  ): tf.Tensor {
    const [q, k, v] = partsOf(inputs);
    const before = this.#kept.get(node);
    const all = {
      k: tf.keep(before ? tf.concat([before.k, k], 1) : k.clone()),
      v: tf.keep(before ? tf.concat([before.v, v], 1) : v.clone()),
    };
    if (before) tf.dispose([before.k, before.v]);
    this.#kept.set(node, all);
    return layer.call([isInner ? q : lastPlace(q), all.k, all.v]);
  }
}

/** The last place of a sequence, [1, 1, ...]. */
function lastPlace<T extends tf.Tensor>(x: T): T {
  const places = x.shape[1] as number;
  if (places === 1) return x;
  const rest = x.shape.slice(2);
  return x.slice([0, places - 1, ...rest.map(() => 0)], [1, 1, ...rest]) as T;
}

/** Nodes whose values an attention is computed from: it needs all of their places. */
function nodesBeforeAttention({ graph }: TokenNetwork): ReadonlySet<GraphNode> {
  const found = new Set<GraphNode>();
  for (const node of graph.nodes.toReversed()) {
    if (!found.has(node) && !(node.layer instanceof AttentionLayer)) continue;
    for (const { node: from } of node.inputs) found.add(from);
  }
  return found;
}
