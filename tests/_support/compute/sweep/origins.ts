/** A backend whose kernels are swept. */
export type Backend = "cpu" | "wasm" | "tensorflow";

/** Where ops of tfjs come from. Whatever is not named as ours is taken over from tfjs, and its package for the backend. */
export interface Origin {
  readonly ops: readonly string[];
  /** Why their kernels and gradients are right as they are. */
  readonly taken?: string;
  /** What is ours of them, and why tfjs's own is not taken: gradients, and kernels by the backends that replace them. */
  readonly gradient?: string;
  readonly kernels?: Readonly<Partial<Record<Backend, string>>>;
}

const FASTER = "tfjs's is right, ours faster";

/**
 * Every op of the sweep. An op is right because the sweep holds its values and gradients to an independent formula in
 * float64; `taken` says what the cases of the op stress.
 */
export const ORIGINS: readonly Origin[] = [
  {
    ops: ["Sub", "RealDiv", "Mod", "Atan2", "AddN"],
    taken: "one rounding a number; gradients are summed over what was broadcast",
  },
  {
    ops: ["Add"],
    taken: "one rounding a number; gradients are summed over what was broadcast",
    kernels: { tensorflow: FASTER },
  },
  {
    ops: ["Multiply"],
    taken: "one rounding a number; gradients are summed over what was broadcast",
    kernels: { wasm: "a pass for products with a single number", tensorflow: FASTER },
  },
  {
    ops: ["Maximum", "Minimum"],
    gradient: "throws where shapes broadcast",
    kernels: { wasm: "a number wins over NaN" },
  },
  { ops: ["SquaredDifference"], gradient: "throws where shapes broadcast" },
  { ops: ["FloorDiv"], gradient: "is that of a division that is not rounded" },
  { ops: ["Pow"], gradient: "NaN for 0 to the power of 0" },
  {
    ops: ["Prelu"],
    taken: "alphas of the last axes",
    kernels: { wasm: "takes the wrong alphas where axes are shared" },
  },
  {
    ops: [
      ...["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cos", "Cosh", "Erf", "Exp", "Expm1"],
      ...["Log", "Log1p", "Reciprocal", "Rsqrt", "Sigmoid", "Sin", "Sinh", "Softplus", "Square"],
      ...["Tan", "Tanh"],
    ],
    taken: "within float32's rounding over the domain, at its ends and for NaN",
  },
  {
    ops: ["Ceil", "Elu", "Floor", "LeakyRelu", "Neg", "Round", "Selu"],
    taken: "exact at kinks, for NaN, infinities and tiny numbers",
  },
  { ops: ["OnesLike", "ZerosLike", "IsNan", "IsInf", "IsFinite"], taken: "exact" },
  {
    ops: ["Equal", "NotEqual", "Greater", "Less", "LessEqual"],
    taken: "exact for NaN",
    gradient: "has none, so that layers that compare throw",
  },
  {
    ops: ["GreaterEqual", "Select"],
    taken: "exact for NaN; a value that is not selected takes no part in the gradient",
  },
  { ops: ["Abs"], gradient: "is -1 at 0" },
  { ops: ["Relu"], gradient: FASTER },
  { ops: ["Relu6"], gradient: "is 1 at 6", kernels: { wasm: "NaN becomes 0" } },
  {
    ops: ["ClipByValue"],
    taken: "gradient at both bounds",
    kernels: { wasm: "NaN becomes a bound" },
  },
  {
    ops: ["Sign"],
    taken: "gradient 0",
    kernels: { cpu: "NaN becomes 0", wasm: "NaN and numbers below 1.2e-7 become 0" },
  },
  { ops: ["Sqrt"], taken: "gradient", kernels: { wasm: FASTER } },
  { ops: ["Step"], taken: "gradient 0", kernels: { tensorflow: FASTER } },
  { ops: ["Cast"], taken: "exact", kernels: { wasm: FASTER, tensorflow: FASTER } },
  { ops: ["Identity"], taken: "exact", kernels: { wasm: FASTER } },
  {
    ops: ["Sum", "Mean"],
    taken: "sums in float64 on cpu",
    gradient: FASTER,
    kernels: {
      wasm: "a running total in float32: 1 % off for 1e6 numbers",
      tensorflow:
        "a running total in float32 along all axes but the last: 0.4 % off for 5e5 numbers",
    },
  },
  { ops: ["Max", "Min"], taken: "NaN wins", gradient: "equals have the gradient in full each" },
  { ops: ["Prod"], taken: "rows with zeros", gradient: "throws for negative axes" },
  { ops: ["Cumsum"], taken: "every axis and direction", gradient: "is transposed" },
  {
    ops: ["Softmax"],
    taken: "logits of 1,000, NaN",
    gradient: FASTER,
    kernels: { tensorflow: FASTER },
  },
  { ops: ["LogSoftmax", "ArgMax", "ArgMin"], taken: "values and ties" },
  {
    ops: ["PadV2", "Concat", "Pack", "ExpandDims", "Reverse", "BroadcastTo"],
    taken: "moves numbers; every index is checked",
  },
  { ops: ["SpaceToBatchND", "BatchToSpaceND"], taken: "moves numbers; every index is checked" },
  { ops: ["MirrorPad"], taken: "values", gradient: "drops what was mirrored" },
  {
    ops: ["GatherV2"],
    taken: "repeated ids",
    kernels: { tensorflow: "throws for negative axes", wasm: FASTER },
  },
  { ops: ["UnsortedSegmentSum"], taken: "negative ids", kernels: { wasm: "has none" } },
  { ops: ["StridedSlice"], taken: "moves numbers", gradient: "has none" },
  { ops: ["Slice"], taken: "moves numbers", kernels: { wasm: FASTER } },
  {
    ops: ["SplitV"],
    taken: "moves numbers",
    gradient: "throws for a single part",
    kernels: { wasm: FASTER },
  },
  { ops: ["Unpack"], taken: "moves numbers", gradient: "throws for a single slice" },
  { ops: ["Reshape"], taken: "exact", kernels: { tensorflow: FASTER } },
  { ops: ["Transpose"], taken: "moves numbers", kernels: { wasm: FASTER, tensorflow: FASTER } },
  { ops: ["Tile"], gradient: "throws beyond four axes", kernels: { wasm: FASTER } },
  { ops: ["OneHot"], taken: "ids out of range", kernels: { wasm: "writes integers" } },
  {
    ops: ["BatchMatMul"],
    gradient: "throws where outer axes broadcast",
    kernels: {
      cpu: "takes the wrong matrices where outer axes broadcast; long sums lose digits",
      wasm: "slow where transposed; long sums lose digits",
      tensorflow: FASTER,
    },
  },
  {
    ops: ["Einsum"],
    gradient: "has none",
    kernels: {
      cpu: "throws for three operands",
      wasm: "has none",
      tensorflow: "throws for three operands",
    },
  },
  {
    ops: ["_FusedMatMul", "FusedConv2D"],
    taken: "activations that do not just clamp",
    kernels: { wasm: FASTER },
  },
  { ops: ["FusedDepthwiseConv2D"], taken: "bias and activation" },
  {
    ops: ["Conv2D"],
    gradient: "throws for dilations",
    kernels: { wasm: FASTER, tensorflow: FASTER },
  },
  {
    ops: ["Conv2DBackpropInput"],
    taken: "strides, paddings",
    kernels: { wasm: FASTER, tensorflow: FASTER },
  },
  {
    ops: ["DepthwiseConv2dNative"],
    taken: "multipliers, strides",
    gradient: "throws for dilations",
    kernels: { tensorflow: "refuses to pad by a number" },
  },
  { ops: ["Conv3D"], taken: "values", gradient: "throws for dilations" },
  {
    ops: ["Conv3DBackpropInputV2"],
    taken: "right on cpu and TensorFlow",
    gradient: "has none",
    kernels: { wasm: "leaves most of a gradient 0" },
  },
  {
    ops: ["MaxPool"],
    taken: "gradient",
    kernels: { cpu: "a number wins over NaN", wasm: "NaN becomes -Infinity", tensorflow: FASTER },
  },
  {
    ops: ["AvgPool"],
    taken: "right on cpu",
    kernels: { wasm: "NaN becomes -Infinity", tensorflow: "refuses to pad by a number" },
  },
  {
    ops: ["AvgPool3D"],
    taken: "right on TensorFlow",
    kernels: {
      cpu: "the gradient is divided by the whole window, padding included",
      wasm: "the gradient is divided by the whole window, padding included",
    },
  },
  {
    ops: ["MaxPool3D"],
    taken: "gradient of the kernels below it",
    kernels: {
      cpu: "a number wins over NaN; the gradient goes to the wrong inputs",
      wasm: "windows of negative numbers have 0; the gradient goes to the wrong inputs",
      tensorflow: "a number wins over NaN; the gradient goes to each of equals in full",
    },
  },
  { ops: ["ResizeBilinear", "ResizeNearestNeighbor"], taken: "values" },
  { ops: ["LRN", "FusedBatchNorm"], taken: "values and gradients, with moments of the batch too" },
];

/** Ops that tfjs differentiates and no layer reaches. */
export const UNREACHED: Readonly<Record<string, string>> = {
  ComplexAbs: "no layer computes complex numbers",
  Dilation2D:
    "a morphological filter that no layer has; on wasm tfjs's starts from 1e-38 in place of -Infinity",
};
