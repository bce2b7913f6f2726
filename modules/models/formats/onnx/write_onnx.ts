import type { tf } from "../../../../deps.ts";
import { DataType, encodeModel, type ValueInfoProto } from "../../../../proto/onnx/mod.ts";
import { ModelWeights, modelGraph } from "../../_graph/mod.ts";
import { GraphBuilder } from "./graph_builder.ts";
import { writeGraph } from "./write_graph.ts";

/** Version of the operators, and of the file's layout that came with it. */
const OPSET = 17;
const IR_VERSION = 8;

/**
 * Returns `model` as the bytes of an `.onnx` file: operators of opset 17, any number of examples, inputs and outputs with the
 * names of their layers.
 *
 * @throws {TolariaError} `model/invalid` if a layer or an option of one has no counterpart; it names both.
 */
export async function onnxBytes(
  model: tf.LayersModel,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const network = modelGraph(model);
  const graph = new GraphBuilder();
  const inputs = network.inputs.map(({ name, outputShapes: [shape] }, index) => ({
    name: graph.unique(name),
    shape: shape as tf.Shape,
    type: DataType[dtypeOf(model.inputs[index] as tf.SymbolicTensor)],
  }));
  const weights = await ModelWeights.read(model);
  const outputs = writeGraph(network, inputs, "", { graph, weights }).map(
    ({ name, shape }, index) => {
      const wanted = network.outputs[index]?.node.name as string;
      const named = graph.unique(wanted);
      graph.alias(name, named);
      return { name: named, shape, type: DataType.FLOAT };
    },
  );
  const body = graph.finish("model", inputs.map(infoOf), outputs.map(infoOf));
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "tolaria",
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: { ...body, initializer: graph.constantsOf(body) },
  });
}

function dtypeOf({ dtype }: tf.SymbolicTensor): "FLOAT" | "INT32" | "BOOL" {
  return dtype === "int32" ? "INT32" : dtype === "bool" ? "BOOL" : "FLOAT";
}

interface NamedTensor {
  readonly name: string;
  readonly shape: tf.Shape;
  readonly type: number;
}

/** What is known of an input or output; sizes that may differ from call to call have names. */
function infoOf({ name, shape, type }: NamedTensor): ValueInfoProto {
  const dim = shape.map((size, axis) =>
    size === null ? { dimParam: axis === 0 ? "batch" : `${name}_${axis}` } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: type, shape: { dim } } } };
}
