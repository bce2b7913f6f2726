import { TolariaError } from "../../../../core/errors/mod.ts";
import type { WeightArray } from "../../_graph/mod.ts";
import { readHdf5 } from "./hdf5.ts";

/**
 * Returns the weights in an `.h5` file of Keras 2, or in one that Keras 3 saved in that format, by the names of layer and
 * weight: `dense_1/kernel`; the second half of a bidirectional layer has `kernel_2`.
 *
 * @throws {TolariaError} `model/corrupt` if there are none.
 */
export function readNamedWeights(bytes: Uint8Array): Promise<ReadonlyMap<string, WeightArray>> {
  return readHdf5(bytes, ({ places, array }) => {
    const arrays = new Map<string, WeightArray>();
    for (const place of places) {
      if (/^(\/?_?layers|optimizer)/.test(place) && place.includes("/vars")) {
        throw corrupt("it has numbers for names, as Keras 3 writes; read the .keras file instead");
      }
      const value = place.startsWith("optimizer_weights") ? undefined : array(place);
      if (value) arrays.set(nameOf(place), value);
    }
    if (arrays.size === 0) throw corrupt("it has no weights");
    return arrays;
  });
}

/** `model_weights/lstm/lstm/lstm_cell/kernel:0` as `lstm/kernel`. */
function nameOf(place: string): string {
  const parts = place.replace(/^\/?(model_weights\/)?/, "").split("/");
  const last = (parts.at(-1) as string).replace(/:\d+$/, "");
  const half = parts.some((part) => part.startsWith("backward_")) ? "_2" : "";
  return `${parts[0]}/${last}${half}`;
}

function corrupt(fault: string): TolariaError {
  return new TolariaError("model/corrupt", `Cannot read the file as weights: ${fault}.`);
}
