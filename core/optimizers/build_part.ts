import { flatten } from "../arena/flatten.ts";
import { layoutOf, share } from "../arena/layout.ts";
import {
  disposeContents,
  type GroupContents,
  type ParameterGroup,
} from "../arena/parameter_group.ts";
import type { Clock } from "../ports/clock.ts";
import type { Parameter } from "../ports/host.ts";
import type { Optimizer } from "../ports/optimizer.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import { checkContents } from "./check_contents.ts";
import { matchingFactor } from "./matching_rate.ts";
import type { PreparedPart } from "./prepared_change.ts";
import { type TransferredState, transferState } from "./transfer_state.ts";

/** Requested change of one group. */
export interface PartRequest {
  readonly kind: OptimizerChange["kind"];
  readonly group: ParameterGroup;
  readonly optimizer: Optimizer;
  /** New trained weights and buffers; undefined to keep the current ones. */
  readonly weights?: {
    readonly parameters: readonly Parameter[];
    readonly buffers: readonly Parameter[];
  };
  /** Whether to discard the optimizer's state. */
  readonly reset: boolean;
  /** Whether a weight with another shape of the same size keeps its values. */
  readonly reshape: boolean;
  /** Factor on the group's rate, or `match` for equally effective steps. */
  readonly rate: number | "match";
  /** Current rate. */
  readonly currentRate: number;
  readonly ignoredOptions: readonly string[];
}

/**
 * Builds and checks the new contents of a group. Changes nothing, and leaks no tensor if it
 * fails.
 */
export function buildPart(request: PartRequest, clock: Clock): PreparedPart {
  const startedMs = clock.monotonicMs();
  const { group, kind, optimizer, ignoredOptions } = request;
  const base = group.contents;
  const { next, transfers } = build(request, base);
  try {
    checkContents(group.name, next, transfers);
    const rateFactor =
      request.rate === "match" ? matchingFactor(base, next, request.currentRate) : request.rate;
    return {
      group,
      base,
      next,
      change: {
        kind,
        group: group.name,
        from: base.optimizer.name,
        to: optimizer.name,
        rateFactor,
        ignoredOptions,
        transfers,
        prepareMs: clock.monotonicMs() - startedMs,
      },
    };
  } catch (error) {
    disposeContents(next);
    throw error;
  }
}

function build(
  { optimizer, weights, reset, reshape }: PartRequest,
  base: GroupContents,
): { readonly next: GroupContents; readonly transfers: TransferredState["transfers"] } {
  const { parameters, buffers } = weights ?? base;
  const layout = weights ? layoutOf(parameters) : base.layout;
  const parameters_P = weights
    ? flatten(parameters, ({ variable }) => variable)
    : share(base.parameters_P);
  try {
    const request = { from: base, optimizer, layout, parameters_P, reset, reshape };
    const { state, transfers } = transferState(request);
    return { next: { parameters, buffers, layout, optimizer, state, parameters_P }, transfers };
  } catch (error) {
    parameters_P.dispose();
    throw error;
  }
}
