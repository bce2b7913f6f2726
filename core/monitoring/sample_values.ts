import { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { SampledWeights, ValueSample } from "../ports/reports/samples.ts";

// P = numbers of a group, S = numbers of its sample

/** Numbers of one weight in a sample at most, and of all of them. */
const MOST = { each: 1_024, all: 65_536 };

/** A sample that is on the device. */
export interface UnreadSample {
  /** What has to be read. */
  readonly tensors: readonly tf.Tensor[];
  /** Reads it, and disposes the tensors. */
  read(): ValueSample;
}

/**
 * Samples weights and their gradients, at even distances. What it costs does not grow with the network beyond some
 * thousands of numbers that are read from the device.
 *
 * @param gradients_P Of each group, in the order of the groups.
 */
export function sampleValues(
  step: number,
  groups: Iterable<ParameterGroup>,
  gradients_P: readonly tf.Tensor1D[],
): UnreadSample {
  const all = [...groups];
  const count = all.reduce((sum, { layout }) => sum + layout.segments.length, 0);
  const most = Math.max(1, Math.min(MOST.each, Math.floor(MOST.all / Math.max(1, count))));
  const tensors: SampledWeights[] = [];
  const weights: tf.Tensor[] = [];
  const gradients: tf.Tensor[] = [];
  for (const [at, { layout, contents }] of all.entries()) {
    const places: number[] = [];
    for (const { name, size, offset } of layout.segments) {
      const taken = Math.min(size, most);
      tensors.push({ name, size, count: taken });
      for (let i = 0; i < taken; i++) places.push(offset + Math.floor((i * size) / taken));
    }
    const gradient_P = gradients_P[at];
    if (places.length === 0 || !gradient_P) continue;
    const places_S = Int32Array.from(places);
    weights.push(valuesAt(contents.parameters_P, places_S));
    gradients.push(valuesAt(gradient_P, places_S));
  }
  const unread = [...weights, ...gradients];
  const read = () => {
    const sample = { step, tensors, weights: valuesOf(weights), gradients: valuesOf(gradients) };
    tf.dispose(unread);
    return sample;
  };
  return { tensors: unread, read };
}

function valuesAt(values_P: tf.Tensor1D, places_S: Int32Array): tf.Tensor {
  return tf.tidy(() => tf.gather(values_P, tf.tensor1d(places_S, "int32")));
}

/** The numbers of all, copied. */
function valuesOf(tensors: readonly tf.Tensor[]): Float32Array {
  const all = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const tensor of tensors) {
    all.set(tensor.dataSync<"float32">(), at);
    at += tensor.size;
  }
  return all;
}
