/** What goes into a kernel, what goes with it, and what comes out. */
export interface FusedKernel<Inputs, Attributes, Outputs> {
  readonly inputs: Inputs;
  readonly attributes: Attributes;
  readonly outputs: Outputs;
}
