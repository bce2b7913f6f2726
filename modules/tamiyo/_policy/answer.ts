import { machineClock, PACKET_ANNOTATION } from "../../../core/worker.ts";
import {
  AdaptationCommand,
  FieldReport,
  LEYLINE_VERSION,
  SystemStatePacket,
  toTimestamp,
} from "../../../proto/mod.ts";
import type { PolicyAnswer, PolicyCommand, PolicyContext, TamiyoPolicy } from "./policy.ts";

/** Lets `policy` decide about a packet. Returns the bytes of its command, or undefined for none. */
export function answer(
  policy: TamiyoPolicy,
  packet: Uint8Array,
  context: PolicyContext,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  const state = SystemStatePacket.decode(packet);
  const given = policy.decide(state, context);
  return given instanceof Promise
    ? given.then((settled) => toBytes(policy, state, settled))
    : toBytes(policy, state, given);
}

/** Hands a report to `policy`; never throws. */
export function deliverReport(policy: TamiyoPolicy, report: Uint8Array): void {
  try {
    policy.report?.(FieldReport.decode(report));
  } catch {
    // A report is a courtesy to the policy: one that fails on it is none the wiser, and nothing else is lost.
  }
}

function toBytes(
  policy: TamiyoPolicy,
  { packetId }: SystemStatePacket,
  given: PolicyAnswer,
): Uint8Array | undefined {
  if (given === undefined || given instanceof Uint8Array) return given;
  const commands = isList(given) ? given : [given];
  const [first, ...further] = commands.map((command, at) => filled(policy, packetId, command, at));
  return first && AdaptationCommand.encode({ ...first, further });
}

function isList(
  given: PolicyCommand | readonly PolicyCommand[],
): given is readonly PolicyCommand[] {
  return Array.isArray(given);
}

/** Fills in what a policy leaves out of a command. */
function filled(
  { name, version }: TamiyoPolicy,
  packetId: string,
  command: PolicyCommand,
  at: number,
): PolicyCommand {
  return {
    version: LEYLINE_VERSION,
    commandId: at === 0 ? `${packetId}/command` : `${packetId}/command-${at + 1}`,
    issuedAt: toTimestamp(machineClock.wallMs()),
    issuedBy: name,
    ...command,
    annotations: {
      [PACKET_ANNOTATION]: packetId,
      ...(version !== undefined && { policy_version: version }),
      ...command.annotations,
    },
  };
}
