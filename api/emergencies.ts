/**
 * Emergencies, and the channels over which another process sees and steers a run.
 *
 * @module
 */
export {
  type ActionOutcome,
  type ActionWork,
  EMERGENCY_PROTOCOL,
  type Emergencies,
  type Emergency,
  type EmergencyAction,
  type EmergencyChannel,
  type EmergencyControl,
  type EmergencyListener,
  type EmergencyRequest,
  type EmergencyScope,
  type EmergencySource,
  type LevelRule,
  levelName,
  type RaisedLevel,
  type RestoreReading,
  type RestoreState,
  type SharedWith,
  type StandDown,
} from "../core/mod.ts";
export * from "../modules/signal_channels/mod.ts";
