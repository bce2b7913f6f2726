import { messageOf } from "../../../core/mod.ts";
import { tensorflowFolder } from "../../../modules/compute/tensorflow/install/folder.ts";
import { findTensorflow } from "../../../modules/compute/tensorflow/load/load_tensorflow.ts";

/** Why tests that need TensorFlow are skipped; undefined if it is set up. */
export function whyNoTensorflow(): string | undefined {
  try {
    findTensorflow(tensorflowFolder());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
