/** Inputs, attributes and outputs of a kernel. */
export interface FusedKernel<Inputs, Attributes, Outputs> {
  readonly inputs: Inputs;
  readonly attributes: Attributes;
  readonly outputs: Outputs;
}
