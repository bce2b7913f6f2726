import * as core from "@tensorflow/tfjs-core";

type Operation = (...inputs: unknown[]) => unknown;

/** Operations that are methods of tensors as they are, with the tensor as their first input. */
const METHODS =
  "abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo cast ceil " +
  "clipByValue conv1d conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace depthwiseConv2d dilation2d div divNoNan dot elu equal erf " +
  "euclideanNorm exp expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft irfft isFinite isInf isNaN leakyRelu " +
  "less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor " +
  "matMul max maxPool maximum mean min minimum mirrorPad mod mul neg norm notEqual oneHot onesLike pad pool pow prelu prod " +
  "reciprocal relu relu6 reshape reverse rfft round rsqrt selu separableConv2d sigmoid sign sin sinh slice softmax softplus " +
  "spaceToBatchND split sqrt square squaredDifference squeeze step stridedSlice sub sum tan tanh tile topk transpose unique " +
  "unsortedSegmentSum unstack zerosLike";

const listOf = (x: unknown) => (x instanceof core.Tensor ? [x] : (x as unknown[]));
const shaped = (x: core.Tensor, ...shape: number[]) => core.reshape(x, shape);

/** Methods that are called in another way than their operation, or have another name. */
const OTHERS: Readonly<Record<string, (self: core.Tensor, ...inputs: never[]) => unknown>> = {
  as1D: (self) => shaped(self, self.size),
  as2D: shaped,
  as3D: shaped,
  as4D: shaped,
  as5D: shaped,
  asScalar: (self) => shaped(self),
  asType: (self, dtype: core.DataType) => core.cast(self, dtype),
  concat: (self, x: core.Tensor | core.Tensor[], axis?: number) =>
    core.concat([self, ...listOf(x)] as core.Tensor[], axis),
  flatten: (self) => shaped(self, self.size),
  reshapeAs: (self, x: core.Tensor) => core.reshape(self, x.shape),
  resizeBilinear: core.image.resizeBilinear as Operation,
  resizeNearestNeighbor: core.image.resizeNearestNeighbor as Operation,
  stack: (self, x: core.Tensor | core.Tensor[], axis?: number) =>
    core.stack([self, ...listOf(x)] as core.Tensor[], axis),
  toBool: (self) => core.cast(self, "bool"),
  toFloat: (self) => core.cast(self, "float32"),
  toInt: (self) => core.cast(self, "int32"),
  where: (self, condition: core.Tensor, x: core.Tensor) => core.where(condition, self, x),
};

// tfjs's bundle does the same: its parts leave the methods out, for web pages that want to be small.
const operations = core as unknown as Readonly<Record<string, Operation>>;
for (const name of METHODS.split(" ")) define(name, operations[name] as Operation);
for (const [name, method] of Object.entries(OTHERS)) define(name, method as Operation);

function define(name: string, operation: Operation): void {
  const method = function (this: core.Tensor, ...inputs: unknown[]) {
    this.throwIfDisposed();
    return operation(this, ...inputs);
  };
  Object.defineProperty(core.Tensor.prototype, name, {
    value: method,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}
