import type { tf } from "../../deps.ts";
import type { FusedKernel } from "./fused_kernel.ts";

// B = images, H, W = their height and width, h, w = those of a filter, I, O = channels before and after

/** Windows of a convolution, as `tf.conv2d()` takes them. */
type ConvolutionAttributes = {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
};

/** Fused kernels for convolutions. */
export interface ConvolutionKernels {
  /**
   * A convolution layer: images [B, H, W, I] convolved with a filter [h, w, I, O], plus an optional
   * bias [O], then a ReLU with "relu". Returns [B, H', W', O], as `tf.conv2d()` does.
   */
  readonly TolariaConv2d: FusedKernel<
    { readonly x: tf.Tensor4D; readonly filter: tf.Tensor4D; readonly bias?: tf.Tensor1D },
    ConvolutionAttributes & { readonly activation: "linear" | "relu" },
    [y: tf.Tensor4D]
  >;

  /**
   * Gradient of such a layer with respect to its filter and bias, given that of its output, [B, H',
   * W', O]; `y` is the output if the layer has a ReLU. A kernel may also return the gradient before
   * that.
   */
  readonly TolariaConv2dGradient: FusedKernel<
    {
      readonly x: tf.Tensor4D;
      readonly filter: tf.Tensor4D;
      readonly dy: tf.Tensor4D;
      readonly y?: tf.Tensor4D;
    },
    ConvolutionAttributes,
    [filter: tf.Tensor4D, bias: tf.Tensor1D, dz?: tf.Tensor4D]
  >;
}
