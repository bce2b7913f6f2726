import { Boundary } from "../../../core/boundary/boundary.ts";
import type { BoundaryResult } from "../../../core/boundary/boundary_task.ts";
import { SharedBoundary } from "../../../core/boundary/shared_boundary.ts";
import { CommandDispatcher } from "../../../core/commands/dispatcher.ts";
import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  COLLECTIVE,
  type CommandHandler,
  type Decision,
  TAMIYO,
  type Tamiyo,
  TELEMETRY,
} from "../../../core/mod.ts";
import type { CommandOutcome } from "../../../core/ports/reports/command_outcome.ts";
import { ConservativeMode } from "../../../core/stability/conservative_mode.ts";
import type { Span } from "../../../deps.ts";
import {
  type ManualClock,
  manualClock,
  memory,
  noCollective,
  opossumBreakers,
  SpanRecorder,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import { LEYLINE_VERSION, SystemStatePacket } from "../../../proto/mod.ts";
import { type RecordingHandler, recordingHandler } from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/** Where a boundary under test stands. */
export interface BoundaryStage {
  readonly clock: ManualClock;
  readonly breakers: CircuitBreakers;
  readonly recorder: SpanRecorder;
  readonly handler: RecordingHandler;
  readonly dispatcher: CommandDispatcher;
  readonly outcomes: CommandOutcome[];
  /** Span of the epoch. */
  readonly epochSpan: Span;
  /** Runs the boundary of `epoch`; its packet takes `assemble` to write, by default no time. */
  run(epoch?: number, assemble?: () => void): Promise<BoundaryResult>;
}

/** A boundary on a clock that stands still but for what `tamiyo` and `handler` do. */
export async function boundaryStage(
  clock: ManualClock,
  tamiyo: Tamiyo,
  handler: RecordingHandler = recordingHandler(),
): Promise<BoundaryStage> {
  const recorder = new SpanRecorder();
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  const outcomes: CommandOutcome[] = [];
  const dispatcher = new CommandDispatcher({
    handlers: [handler satisfies CommandHandler],
    clock,
    breakers,
    mode: new ConservativeMode({ cleanEpochs: 1 }, () => {}),
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  const collective = await resolveProvider(COLLECTIVE, noCollective());
  const ranks = new SharedBoundary({ collective, shared: false, deadlineMs: 0 });
  const boundary = new Boundary({ clock, tracer, tamiyo, breakers, dispatcher, ranks });
  const epochSpan = tracer.startSpan("epoch");
  const run = (epoch = 1, assemble = () => {}) =>
    boundary.run({
      epoch,
      span: epochSpan,
      packetId: `run/${epoch}`,
      assemble: () => {
        assemble();
        return packetBytes(epoch);
      },
    });
  return { clock, breakers, recorder, handler, dispatcher, outcomes, epochSpan, run };
}

/** Bytes of the packet of an epoch. */
export function packetBytes(epoch: number): Uint8Array {
  return SystemStatePacket.encode({
    version: LEYLINE_VERSION,
    currentEpoch: epoch,
    packetId: `run/${epoch}`,
  });
}

/** A policy on the training's own thread, with the clock that it may move on. */
export function inProcess(clock: ManualClock, decide: TamiyoPolicy["decide"]): Promise<Tamiyo> {
  const policy: TamiyoPolicy = { name: "test", decide };
  return resolveProvider(TAMIYO, tamiyoInProcess({ policy }), manualClock(clock));
}

/** A host that does what `decide` says. */
export function hostOf(decide: Tamiyo["decide"]): Tamiyo & { asked: number } {
  const host = {
    name: "test",
    present: true,
    counts: { lateAnswers: 0, replaced: 0 },
    memory: undefined,
    asked: 0,
    start: () => Promise.resolve(),
    decide: (packet: Uint8Array, deadlineMs: number): Decision | Promise<Decision> => {
      host.asked += 1;
      return decide(packet, deadlineMs);
    },
    report: () => {},
    restore: () => {},
    recover: () => {},
    dispose: () => Promise.resolve(),
  };
  return host;
}

/** Attributes of the events called `name` of the boundaries so far. */
export function eventsOf({ recorder }: BoundaryStage, name: string) {
  const events = recorder.named("tolaria.boundary").flatMap((span) => span.events);
  return events.filter((event) => event.name === name).map(({ attributes }) => attributes);
}
