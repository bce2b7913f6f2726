import type { EventEnvelope } from "../../proto/mod.ts";
import type { BusChange } from "../ports/bus.ts";
import type { CheckpointInfo } from "../ports/checkpoint_store.ts";
import type { BreakerChange } from "../ports/circuit_breakers.ts";
import type { ActionOutcome, Emergency, EmergencyNotice, StandDown } from "../ports/emergency.ts";
import type { RollbackOutcome } from "../ports/recovery.ts";
import type { AlarmReport } from "../ports/reports/alarm_report.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { Health } from "../ports/reports/health.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { Launch } from "../ports/reports/launch.ts";
import type { UnexplainedGrowth } from "../ports/reports/memory_report.ts";
import type { ModeChange } from "../ports/reports/mode_change.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import type { RankLoss } from "../ports/reports/rank_loss.ts";
import type { RateChange, RateViolation } from "../ports/reports/rate_report.ts";
import type { Reading } from "../ports/reports/reading.ts";
import type { ResumeReport } from "../ports/reports/resume_report.ts";
import type { EpochReport, RunPlan, RunReport } from "../ports/reports/run_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import type { TrialReport } from "../ports/reports/trial_report.ts";
import type { SeedTransition, SeedTrial } from "../ports/seed_training.ts";
import type { Alarm } from "../ports/watchdog.ts";

/** What each kind of event carries. The table beside it, `EVENT_TABLE`, defines what is written for it. */
export interface RunEvents {
  /** The run begins. */
  "run/started": { readonly plan: RunPlan };
  /** The run is over; its report is final. */
  "run/ended": { readonly report: RunReport };
  /** The run failed with an error. */
  "run/failed": { readonly message: string };
  /** A rollback after the last step left epochs that nobody trains again. */
  "run/rolled-back-at-end": { readonly step: number; readonly missingEpochs: number };
  /** A boundary is over: every value that gauges show. */
  "monitor/readings": { readonly readings: readonly Reading[] };
  /** An epoch is over, before its boundary. */
  "epoch/ended": { readonly report: EpochReport };
  /** What lies between two boundaries within an epoch is over. */
  "interval/ended": { readonly report: IntervalReport };
  /** The best epoch's weights do not fit the network any more. */
  "best/not-restored": { readonly message: string };
  /** A step was skipped: its loss or gradient was not finite. */
  "loss/non-finite": { readonly message: string };
  /** A step went on without a task: its loss or gradient was not finite. */
  "task/non-finite": { readonly message: string };
  /** A seed that trains beside the host had a step that was not finite. */
  "seed/non-finite": { readonly message: string };
  /** A seed changed its stage, or a gate kept it from that. */
  "seed/transition": { readonly transition: SeedTransition };
  /** A trial of a seed is over. */
  "seed/trial": { readonly trial: SeedTrial; readonly report: TrialReport };
  /** A learning rate changed otherwise than along its schedule. */
  "learning-rate/change": { readonly change: RateChange };
  /** A learning rate was written by somebody other than the authority. */
  "learning-rate/violation": { readonly violation: RateViolation };
  /** A policy was given for a group that the run never had. */
  "learning-rate/unused": { readonly group: string; readonly groups: readonly string[] };
  /** An optimizer or a parameter group changed. */
  "optimizer/change": { readonly change: OptimizerChange };
  /** An optimizer change was refused: there were too many. */
  "optimizer/rate-limited": { readonly message: string };
  /** Tensors that no owner explains become more. */
  "memory/growth": { readonly growth: UnexplainedGrowth };
  /** The first of a row of such events. */
  "memory/unexplained": { readonly growth: UnexplainedGrowth };
  /** The watchdog raised an alarm, or a rollback was requested. */
  alarm: { readonly alarm: Alarm };
  /** Something was done about an alarm, or nothing. */
  "recovery/action": {
    readonly alarm: Alarm;
    readonly report: AlarmReport;
    readonly done: string;
  };
  /** The first step after a rollback that nothing is wrong with. */
  "recovery/first-good-step": { readonly report: AlarmReport };
  /** Training went back to an earlier state. */
  "rollback/done": { readonly outcome: RollbackOutcome };
  /** Training could not go back. */
  "rollback/failed": { readonly outcome: RollbackOutcome };
  /** A snapshot was not taken; told once a run. */
  "snapshot/refused": { readonly message: string };
  /** A checkpoint was committed. */
  "checkpoint/written": { readonly info: CheckpointInfo };
  /** A checkpoint was not written. */
  "checkpoint/failed": { readonly message: string };
  /** A checkpoint was not written, as its weights are not finite. */
  "checkpoint/refused": { readonly message: string };
  /** A stored checkpoint was found damaged, and was passed over or repaired. */
  "checkpoint/damaged": { readonly message: string };
  /** The run goes on from a checkpoint, and in what its job differs from the one that wrote it. */
  "checkpoint/resumed": { readonly resume: ResumeReport };
  /** The controller failed. */
  "controller/fault": { readonly message: string };
  /** The controller remembers nothing of the run that is resumed. */
  "controller/memory-lost": { readonly message: string };
  /** Examples that come in order were skipped, to get to where the checkpoint was taken. */
  "data/skipped": { readonly message: string };
  /** The test examples could not be measured. */
  "test/failed": { readonly message: string };
  /** An epoch boundary is over. */
  "boundary/ended": { readonly report: BoundaryReport };
  /** An epoch boundary took too long, or the controller did. */
  "boundary/breach": { readonly message: string };
  /** An epoch boundary or the controller took too long because the machine was busy. */
  "boundary/delayed": { readonly message: string };
  /** Work between steps failed. */
  "deferred/failed": { readonly name: string; readonly message: string };
  /** Something was not done, and why. */
  skipped: { readonly skipped: Skipped };
  /** The mode changed. */
  mode: { readonly change: ModeChange };
  /** A circuit breaker changed its state. */
  breaker: { readonly change: BreakerChange };
  /** A command ended. */
  command: { readonly outcome: CommandOutcome };
  /** Envelopes from outside were not admitted. */
  "command/not-admitted": { readonly count: number; readonly last: string };
  /** The training paused between two steps, or goes on. */
  pause: { readonly paused: boolean };
  /** An emergency was raised. */
  "emergency/raised": { readonly emergency: Emergency };
  /** An action of an emergency is over. */
  "emergency/action": { readonly emergency: Emergency; readonly outcome: ActionOutcome };
  /** A deadline, an acknowledgement or a broadcast of an emergency was missed. */
  "emergency/missed": { readonly emergency: Emergency; readonly fault: string };
  /** An emergency was stood down. */
  "emergency/stood-down": { readonly standDown: StandDown; readonly emergency: Emergency };
  /** Other processes cannot reach the run. */
  "signal/degraded": { readonly message: string };
  /** The status for other processes cannot be published. */
  "signal/status": { readonly message: string };
  /** A process that took part in the run died. */
  "participant/lost": { readonly name: string; readonly pid: number };
  /** Something happened to the message bus. */
  bus: {
    readonly change: BusChange;
    readonly destination: string | undefined;
    /** Whether it is the first of its kind in the run. */
    readonly first: boolean;
  };
  /** Another host told of an emergency. */
  "bus/emergency": { readonly word: EmergencyNotice; readonly envelope: EventEnvelope };
  /** An observer threw, and is not called any more. */
  "observer/failed": { readonly message: string };
  /** The profile could not be written. */
  "profile/failed": { readonly message: string };
  /** Telemetry lost spans, or could not send some before the run ended. */
  "telemetry/lost": {
    readonly spans: number;
    readonly unsent: number;
    readonly reason: string | undefined;
  };
  /** Ranks were lost, and the others went on without them. */
  "collective/rank-lost": { readonly loss: RankLoss };
  /** Another rank had an incident that this one had not. */
  "collective/rank-incident": { readonly rank: number; readonly incident: Incident };
  /** Several processes were started, but the run is that of one. */
  "collective/unused": Launch;
  /** The health of the run changed. */
  health: { readonly before: Health; readonly after: Health };
}

/** Name of a kind of event. */
export type RunEventKind = keyof RunEvents;

/** Something that happened in a run: its kind, and what that kind carries. */
export type RunEvent<K extends RunEventKind = RunEventKind> = {
  [Kind in K]: { readonly kind: Kind } & RunEvents[Kind];
}[K];
