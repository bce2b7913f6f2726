import { readFileSync } from "node:fs";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { tensorflowFolder } from "../../../modules/compute/tensorflow/install/folder.ts";
import { findTensorflow } from "../../../modules/compute/tensorflow/load/load_tensorflow.ts";
import { tensorflow } from "../../../modules/compute/tensorflow/mod.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { sweepsKernels } from "../../_support/compute/sweep/suite.ts";
import { whyNoTensorflow } from "../../_support/compute/tensorflow.ts";

const missing = whyNoTensorflow();
if (missing !== undefined) {
  testUnless(missing, "tensorflow() has the values and gradients of every op", () => {});
} else {
  const { own } = findTensorflow(tensorflowFolder());
  const multiplies = /\bfma\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  sweepsKernels(
    "tensorflow",
    () => {
      const container = new Container();
      container.load(tensorflow());
      return container.get(COMPUTE_BACKEND);
    },
    own && multiplies ? {} : { partial: "this binding or processor has not all of them" },
  );
}
