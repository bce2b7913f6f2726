import { errorMessage, messageOf, TolariaError } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;
type Config = tf.serialization.ConfigDict;

/** A layer with kernels of its own that knows the layer of tfjs that computes the same. */
interface WithStockLayer {
  /** Makes that layer, with the same weights in the same order. */
  toStock(config: Config): Layer;
}

/** What tfjs's layers have and do not declare. */
interface HiddenLayer {
  setFastWeightInitDuringBuild?(fast: boolean): void;
}

/**
 * Returns a new layer like `layer`, called `name` and not built yet.
 *
 * @throws {TolariaError} `host/unsupported` if it cannot be made from its configuration.
 */
export function copyLayer(layer: Layer, name: string): Layer {
  const copy = attempt(name, () => {
    // Constructors may keep and change what they are given.
    const config = structuredClone({ ...layer.getConfig(), name });
    return hasStock(layer) ? layer.toStock(config) : construct(layer, withoutCounters(config));
  });
  // Its weights are replaced at once, and an orthogonal matrix takes seconds to draw.
  (copy as unknown as HiddenLayer).setFastWeightInitDuringBuild?.(true);
  return copy;
}

function attempt(name: string, make: () => Layer): Layer {
  try {
    return make();
  } catch (cause) {
    const fault = `layer "${name}" cannot be made again from its getConfig() (${messageOf(cause)}): a layer class of your own must return there all that its constructor takes`;
    throw new TolariaError("host/unsupported", errorMessage(fault, "copy the network"), { cause });
  }
}

function construct(layer: Layer, config: Config): Layer {
  const made = layer.constructor as unknown as tf.serialization.SerializableConstructor<Layer>;
  return made.fromConfig(made, config);
}

function hasStock(layer: Layer): layer is Layer & WithStockLayer {
  return typeof (layer as Partial<WithStockLayer>).toStock === "function";
}

/**
 * Renames the layers within `config` that tfjs named by a counter of the process (`lstm_LSTM7`) by their number in it
 * (`lstm_1`), so that the same network is written to the same bytes.
 */
function withoutCounters(config: Config): Config {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { className, config: inner } = value as {
      readonly className?: unknown;
      readonly config?: { readonly name?: unknown };
    };
    const name = typeof inner?.name === "string" ? inner.name : "";
    const kind = name.match(new RegExp(`^(.+)_${className}\\d+$`))?.[1];
    if (kind !== undefined && !names.has(name)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      names.set(name, `${kind}_${counts.get(kind)}`);
    }
    for (const one of Object.values(value)) collect(one);
  };
  const rename = (value: unknown): unknown => {
    if (typeof value === "string") return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rename(one)]));
  };
  collect(config);
  return rename(config) as Config;
}
