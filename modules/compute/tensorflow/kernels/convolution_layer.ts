import type { FusedKernels } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { NodeBackend, OpAttribute, SimdFunctions, TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import { idsOf } from "./ids_of.ts";
import { rawOp } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";
import { convolutionWindows, numbersOf } from "./windows.ts";

// I = channels of what is convolved, O = filters

type Run = TensorflowKernel["run"];
type Inputs = tf.NamedTensorInfoMap;

/**
 * Maximum depth of our own products, and of those for a filter's gradient. One pass instead of
 * three saves the same time per output, but TensorFlow's products are a fifth faster.
 */
const LONGEST_SUM = 640;
const LONGEST_SUM_IN_GRADIENT = 160;

/** Number of filters below which TensorFlow's products take several times as long as ours. */
const FEW_FILTERS = 16;

/** Convolution layers and the gradients of their weights; `ops` where these are faster. */
export function convolutionLayers(
  native: SimdFunctions,
  ops: readonly TensorflowKernel[],
): readonly TensorflowKernel[] {
  const op = (name: string) => ops.find(({ kernelName }) => kernelName === name)?.run as Run;
  const upTo =
    (most: number, ours: Run, other: Run): Run =>
    (inputs, attributes, backend) =>
      (isOurs(inputs, most) ? ours : other)(inputs, attributes, backend);
  return [
    {
      kernelName: "TolariaConv2d" satisfies keyof FusedKernels,
      run: upTo(LONGEST_SUM, layer(native), layerByOps(op("Conv2D"))),
    },
    {
      kernelName: "TolariaConv2dGradient" satisfies keyof FusedKernels,
      run: upTo(
        LONGEST_SUM_IN_GRADIENT,
        gradient(native),
        gradientByOps(op("Conv2DBackpropFilter")),
      ),
    },
  ];
}

const filterOf = ({ filter }: Inputs) =>
  (filter as TensorInfo).shape as [height: number, width: number, I: number, O: number];

function isOurs(inputs: Inputs, longestSum: number): boolean {
  const [height, width, channels, filters] = filterOf(inputs);
  return filters < FEW_FILTERS || height * width * channels <= longestSum;
}

const windowsOf = (inputs: Inputs, attributes: Readonly<Record<string, unknown>>) =>
  convolutionWindows((inputs.x as TensorInfo).shape, filterOf(inputs), attributes);

function layer(native: SimdFunctions): Run {
  return (inputs, attributes, backend) => {
    const windows = windowsOf(inputs, attributes);
    const ids = idsOf(backend, [inputs.x, inputs.filter, inputs.bias]);
    const relu = attributes.activation === "relu";
    return [
      trackOutput(backend, native.conv2d(...ids, relu, numbersOf(windows)), windows.outShape),
    ];
  };
}

function layerByOps(convolve: Run): Run {
  return ({ x, filter, bias }, attributes, backend) => {
    const inputs = { x, filter } as tf.NamedTensorInfoMap;
    const outputs = [convolve(inputs, byOps(attributes), backend) as tf.Tensor];
    const then = (name: string, also: readonly TensorInfo[], options: readonly OpAttribute[]) => {
      const ids = backend.getInputTensorIds([outputs.at(-1) as TensorInfo, ...also]);
      outputs.push(backend.createOutputTensor(rawOp(backend, name, options, ids)));
    };
    if (bias) then("BiasAdd", [bias], [floatType(backend), channelsLast(backend)]);
    if (attributes.activation === "relu") then("Relu", [], [floatType(backend)]);
    const y = outputs.pop() as tf.Tensor;
    for (const output of outputs) output.dispose();
    return [y];
  };
}

function gradient(native: SimdFunctions): Run {
  return (inputs, attributes, backend) => {
    const windows = numbersOf(windowsOf(inputs, attributes));
    const id = native.conv2dGradient(...idsOf(backend, [inputs.x, inputs.dy, inputs.y]), windows);
    const shape = filterOf(inputs);
    return [trackOutput(backend, id, shape), trackOutput(backend, id + 1, shape.slice(-1))];
  };
}

function gradientByOps(backpropagate: Run): Run {
  return (inputs, attributes, backend) => {
    const how = { ...byOps(attributes), filterShape: filterOf(inputs) };
    return beforeRelu(inputs, backend, (dz) => {
      const options = [floatType(backend), channelsLast(backend)];
      const bias = rawOp(backend, "BiasAddGrad", options, backend.getInputTensorIds([dz]));
      const weights = backpropagate({ x: inputs.x as TensorInfo, dy: dz }, how, backend);
      return [weights as TensorInfo, backend.createOutputTensor(bias)];
    });
  };
}

/** Calls `work` with the gradient before the ReLU, if there is one. */
function beforeRelu(
  { dy, y }: Inputs,
  backend: NodeBackend,
  work: (dz: TensorInfo) => TensorInfo[],
): TensorInfo[] {
  if (!y) return work(dy as TensorInfo);
  const tensors = [dy as TensorInfo, y];
  const dz = backend.executeSingleOutput("ReluGrad", [floatType(backend)], tensors);
  try {
    return work(dz);
  } finally {
    dz.dispose();
  }
}

const byOps = (attributes: Readonly<Record<string, unknown>>) => ({
  ...attributes,
  dataFormat: "NHWC",
  dilations: 1,
});

function channelsLast({ binding }: NodeBackend): OpAttribute {
  return { name: "data_format", type: binding.TF_ATTR_STRING, value: "NHWC" };
}
