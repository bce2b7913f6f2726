import { tf } from "../../../../deps.ts";
import type { NodeBackend, OpAttribute, TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/**
 * Convolutions with numeric padding, and their gradients: TensorFlow has them, and the package
 * refuses them. All others are the package's.
 */
export function convolutions(stock: (name: string) => tf.KernelFunc): TensorflowKernel[] {
  return [
    padded("Conv2D", stock("Conv2D")),
    padded("DepthwiseConv2dNative", stock("DepthwiseConv2dNative")),
    gradient("Conv2DBackpropInput", "input", stock("Conv2DBackpropInput")),
    gradient("Conv2DBackpropFilter", "filter", stock("Conv2DBackpropFilter")),
    gradient(
      "DepthwiseConv2dNativeBackpropInput",
      "input",
      stock("DepthwiseConv2dNativeBackpropInput"),
    ),
    gradient(
      "DepthwiseConv2dNativeBackpropFilter",
      "filter",
      stock("DepthwiseConv2dNativeBackpropFilter"),
    ),
  ];
}

/** Padding at each edge, as tfjs writes it per axis. */
type Edges = [[number, number], [number, number], [number, number], [number, number]];

/** Attributes of a convolution; a gradient has the shape of what it is the gradient of. */
interface Attributes {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: number | "valid" | "same" | Edges;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly inputShape?: readonly number[];
  readonly filterShape?: readonly number[];
}

function padded(kernelName: string, stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName,
    run: (inputs, attributes, backend) => {
      const { pad, dataFormat } = attributes as unknown as Attributes;
      const explicit = typeof pad === "number" && pad > 0 ? edges(pad, dataFormat) : pad;
      const attrs = { ...attributes, pad: explicit } as unknown as tf.NamedAttrMap;
      return stock({ inputs, attrs, backend }) as TensorInfo;
    },
  };
}

function edges(pad: number, dataFormat: Attributes["dataFormat"]): Edges {
  const [none, both]: [[number, number], [number, number]] = [
    [0, 0],
    [pad, pad],
  ];
  return dataFormat === "NCHW" ? [none, none, both, both] : [none, both, both, none];
}

function gradient(
  kernelName: string,
  of: "input" | "filter",
  stock: tf.KernelFunc,
): TensorflowKernel {
  return {
    kernelName,
    run: (inputs, attributes, backend) => {
      const { pad } = attributes as unknown as Attributes;
      if (pad === "valid" || pad === "same" || pad === 0) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      return runGradient(kernelName, of, inputs, attributes as unknown as Attributes, backend);
    },
  };
}

/**
 * Passes the shape in place of the tensor that is differentiated: the gradient does not depend on
 * its values.
 */
function runGradient(
  kernelName: string,
  of: "input" | "filter",
  inputs: tf.NamedTensorInfoMap,
  attributes: Attributes,
  backend: NodeBackend,
): TensorInfo {
  const dy = inputs.dy as TensorInfo;
  const shape = attributes[`${of}Shape`] as number[];
  const sizes = tf.tensor1d(shape, "int32");
  const ordered =
    of === "input" ? [sizes, inputs.filter as TensorInfo, dy] : [inputs.x as TensorInfo, sizes, dy];
  try {
    return backend.executeSingleOutput(kernelName, opAttributes(attributes, backend), ordered);
  } finally {
    sizes.dispose();
  }
}

function opAttributes(attributes: Attributes, backend: NodeBackend): OpAttribute[] {
  const { strides, dilations = 1, pad, dataFormat = "NHWC" } = attributes;
  const { TF_ATTR_INT, TF_ATTR_STRING } = backend.binding;
  const perAxis = (both: number | [number, number]) => {
    const [height, width] = typeof both === "number" ? [both, both] : both;
    return dataFormat === "NHWC" ? [1, height, width, 1] : [1, 1, height, width];
  };
  const explicit = typeof pad === "number" ? edges(pad, dataFormat) : (pad as Edges);
  return [
    floatType(backend),
    { name: "strides", type: TF_ATTR_INT, value: perAxis(strides) },
    { name: "dilations", type: TF_ATTR_INT, value: perAxis(dilations) },
    { name: "data_format", type: TF_ATTR_STRING, value: dataFormat },
    { name: "padding", type: TF_ATTR_STRING, value: "EXPLICIT" },
    { name: "explicit_paddings", type: TF_ATTR_INT, value: explicit.flat() },
  ];
}
