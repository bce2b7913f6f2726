import type { Host } from "../../../core/mod.ts";

/** `host` as it would be with one of its outputs only. */
export function hostOfOutput(host: Host, output: number): Host {
  return {
    name: host.name,
    inputShapes: host.inputShapes,
    outputShapes: host.outputShapes.slice(output, output + 1),
    outputActivations: host.outputActivations.slice(output, output + 1),
    outputNames: host.outputNames?.slice(output, output + 1) ?? [],
    parameters: host.parameters,
    buffers: host.buffers,
    forward: (inputs, training) => host.forward(inputs, training).slice(output, output + 1),
    penalty: () => host.penalty(),
    dispose: () => host.dispose(),
  };
}
