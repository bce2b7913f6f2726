import type { tf } from "../../deps.ts";
import type { FusedKernel } from "./fused_kernel.ts";

// B = images, H, W = their height and width, h, w = those of a filter, I, O = channels before and after

/** How the windows of a convolution pass over images, as `tf.conv2d()` takes it. */
type ConvolutionAttributes = {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
};

/** Those of the fused kernels that convolve. */
export interface ConvolutionKernels {
  /**
   * A layer of convolutions: images [B, H, W, I] by a filter [h, w, I, O], and a bias [O], left out where there is none; 0 for
   * what is below it with "relu". Gives [B, H', W', O], as `tf.conv2d()` does.
   */
  readonly TolariaConv2d: FusedKernel<
    { readonly x: tf.Tensor4D; readonly filter: tf.Tensor4D; readonly bias?: tf.Tensor1D },
    ConvolutionAttributes & { readonly activation: "linear" | "relu" },
    [y: tf.Tensor4D]
  >;

  /**
   * The gradient of such a layer in its filter and its bias, of the one in its output, [B, H', W', O]; `y` is the output where it
   * is that of a ReLU.
   */
  readonly TolariaConv2dGradient: FusedKernel<
    {
      readonly x: tf.Tensor4D;
      readonly filter: tf.Tensor4D;
      readonly dy: tf.Tensor4D;
      readonly y?: tf.Tensor4D;
    },
    ConvolutionAttributes,
    [filter: tf.Tensor4D, bias: tf.Tensor1D]
  >;
}
