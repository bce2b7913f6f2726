import type { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** 0 at 0, as in TensorFlow and PyTorch; tfjs has -1 there, which moves weights whose error is exactly 0. */
export const absGradient: Gradient = {
  kernelName: "Abs",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved) => {
    const [x] = saved as [tf.Tensor];
    return { x: () => (dy as tf.Tensor).mul(x.cast("float32").sign()) };
  },
};

/** 0 at 6, as in TensorFlow and PyTorch; tfjs has 1 there. */
export const relu6Gradient: Gradient = {
  kernelName: "Relu6",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved) => {
    const [x] = saved as [tf.Tensor];
    const inside = () => x.greater(0).logicalAnd(x.less(6));
    return { x: () => (dy as tf.Tensor).mul(inside().cast("float32")) };
  },
};
