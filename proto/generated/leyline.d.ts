import * as $protobuf from "protobufjs/minimal.js";

/** Namespace esper. */
export namespace esper {

    /** Namespace leyline. */
    namespace leyline {

        /** Namespace v1. */
        namespace v1 {

            /** SeedLifecycleStage enum. */
            enum SeedLifecycleStage {

                /** SEED_STAGE_UNKNOWN value */
                SEED_STAGE_UNKNOWN = 0,

                /** SEED_STAGE_DORMANT value */
                SEED_STAGE_DORMANT = 1,

                /** SEED_STAGE_GERMINATED value */
                SEED_STAGE_GERMINATED = 2,

                /** SEED_STAGE_TRAINING value */
                SEED_STAGE_TRAINING = 3,

                /** SEED_STAGE_BLENDING value */
                SEED_STAGE_BLENDING = 4,

                /** SEED_STAGE_SHADOWING value */
                SEED_STAGE_SHADOWING = 5,

                /** SEED_STAGE_PROBATIONARY value */
                SEED_STAGE_PROBATIONARY = 6,

                /** SEED_STAGE_FOSSILIZED value */
                SEED_STAGE_FOSSILIZED = 7,

                /** SEED_STAGE_CULLED value */
                SEED_STAGE_CULLED = 8,

                /** SEED_STAGE_EMBARGOED value */
                SEED_STAGE_EMBARGOED = 9,

                /** SEED_STAGE_RESETTING value */
                SEED_STAGE_RESETTING = 10,

                /** SEED_STAGE_TERMINATED value */
                SEED_STAGE_TERMINATED = 11
            }

            /** SeedLifecycleGate enum. */
            enum SeedLifecycleGate {

                /** SEED_GATE_UNKNOWN value */
                SEED_GATE_UNKNOWN = 0,

                /** SEED_GATE_G0_SANITY value */
                SEED_GATE_G0_SANITY = 1,

                /** SEED_GATE_G1_GRADIENT_HEALTH value */
                SEED_GATE_G1_GRADIENT_HEALTH = 2,

                /** SEED_GATE_G2_STABILITY value */
                SEED_GATE_G2_STABILITY = 3,

                /** SEED_GATE_G3_INTERFACE value */
                SEED_GATE_G3_INTERFACE = 4,

                /** SEED_GATE_G4_SYSTEM_IMPACT value */
                SEED_GATE_G4_SYSTEM_IMPACT = 5,

                /** SEED_GATE_G5_RESET value */
                SEED_GATE_G5_RESET = 6
            }

            /** SeedOperation enum. */
            enum SeedOperation {

                /** SEED_OP_UNKNOWN value */
                SEED_OP_UNKNOWN = 0,

                /** SEED_OP_GERMINATE value */
                SEED_OP_GERMINATE = 1,

                /** SEED_OP_START_TRAINING value */
                SEED_OP_START_TRAINING = 2,

                /** SEED_OP_START_GRAFTING value */
                SEED_OP_START_GRAFTING = 3,

                /** SEED_OP_STABILIZE value */
                SEED_OP_STABILIZE = 4,

                /** SEED_OP_EVALUATE value */
                SEED_OP_EVALUATE = 5,

                /** SEED_OP_FINE_TUNE value */
                SEED_OP_FINE_TUNE = 6,

                /** SEED_OP_FOSSILIZE value */
                SEED_OP_FOSSILIZE = 7,

                /** SEED_OP_CULL value */
                SEED_OP_CULL = 8,

                /** SEED_OP_CANCEL value */
                SEED_OP_CANCEL = 9
            }

            /** BlueprintTier enum. */
            enum BlueprintTier {

                /** BLUEPRINT_TIER_UNSPECIFIED value */
                BLUEPRINT_TIER_UNSPECIFIED = 0,

                /** BLUEPRINT_TIER_SAFE value */
                BLUEPRINT_TIER_SAFE = 1,

                /** BLUEPRINT_TIER_EXPERIMENTAL value */
                BLUEPRINT_TIER_EXPERIMENTAL = 2,

                /** BLUEPRINT_TIER_HIGH_RISK value */
                BLUEPRINT_TIER_HIGH_RISK = 3
            }

            /**
             * Properties of a SeedState.
             * @deprecated Use esper.leyline.v1.SeedState.$Properties instead.
             */
            interface ISeedState extends esper.leyline.v1.SeedState.$Properties {
            }

            /** Represents a SeedState. */
            class SeedState {

                /**
                 * Constructs a new SeedState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.SeedState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SeedState seedId. */
                seedId: string;

                /** SeedState stage. */
                stage: esper.leyline.v1.SeedLifecycleStage;

                /** SeedState gradientNorm. */
                gradientNorm: number;

                /** SeedState learningRate. */
                learningRate: number;

                /** SeedState layerDepth. */
                layerDepth: number;

                /** SeedState metrics. */
                metrics: { [k: string]: number };

                /** SeedState ageEpochs. */
                ageEpochs: number;

                /** SeedState riskScore. */
                riskScore: number;

                /**
                 * Creates a new SeedState instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SeedState instance
                 */
                static create(properties: esper.leyline.v1.SeedState.$Properties): esper.leyline.v1.SeedState & esper.leyline.v1.SeedState.$Properties;
                static create(properties?: esper.leyline.v1.SeedState.$Properties): esper.leyline.v1.SeedState;

                /**
                 * Encodes the specified SeedState message. Does not implicitly {@link esper.leyline.v1.SeedState.verify|verify} messages.
                 * @param message SeedState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.SeedState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SeedState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SeedState & esper.leyline.v1.SeedState.$Properties} SeedState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.SeedState & esper.leyline.v1.SeedState.$Properties;
            }

            namespace SeedState {

                /** Properties of a SeedState. */
                interface $Properties {

                    /** SeedState seedId */
                    seedId?: (string|null);

                    /** SeedState stage */
                    stage?: (esper.leyline.v1.SeedLifecycleStage|null);

                    /** SeedState gradientNorm */
                    gradientNorm?: (number|null);

                    /** SeedState learningRate */
                    learningRate?: (number|null);

                    /** SeedState layerDepth */
                    layerDepth?: (number|null);

                    /** SeedState metrics */
                    metrics?: ({ [k: string]: number }|null);

                    /** SeedState ageEpochs */
                    ageEpochs?: (number|null);

                    /** SeedState riskScore */
                    riskScore?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SeedState. */
                type $Shape = esper.leyline.v1.SeedState.$Properties;
            }

            /**
             * Properties of a HardwareContext.
             * @deprecated Use esper.leyline.v1.HardwareContext.$Properties instead.
             */
            interface IHardwareContext extends esper.leyline.v1.HardwareContext.$Properties {
            }

            /** Represents a HardwareContext. */
            class HardwareContext {

                /**
                 * Constructs a new HardwareContext.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.HardwareContext.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HardwareContext deviceType. */
                deviceType: string;

                /** HardwareContext deviceId. */
                deviceId: string;

                /** HardwareContext totalMemoryGb. */
                totalMemoryGb: number;

                /** HardwareContext availableMemoryGb. */
                availableMemoryGb: number;

                /** HardwareContext temperatureCelsius. */
                temperatureCelsius: number;

                /** HardwareContext utilizationPercent. */
                utilizationPercent: number;

                /** HardwareContext computeCapability. */
                computeCapability: number;

                /**
                 * Creates a new HardwareContext instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HardwareContext instance
                 */
                static create(properties: esper.leyline.v1.HardwareContext.$Properties): esper.leyline.v1.HardwareContext & esper.leyline.v1.HardwareContext.$Properties;
                static create(properties?: esper.leyline.v1.HardwareContext.$Properties): esper.leyline.v1.HardwareContext;

                /**
                 * Encodes the specified HardwareContext message. Does not implicitly {@link esper.leyline.v1.HardwareContext.verify|verify} messages.
                 * @param message HardwareContext message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.HardwareContext.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HardwareContext message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.HardwareContext & esper.leyline.v1.HardwareContext.$Properties} HardwareContext
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.HardwareContext & esper.leyline.v1.HardwareContext.$Properties;
            }

            namespace HardwareContext {

                /** Properties of a HardwareContext. */
                interface $Properties {

                    /** HardwareContext deviceType */
                    deviceType?: (string|null);

                    /** HardwareContext deviceId */
                    deviceId?: (string|null);

                    /** HardwareContext totalMemoryGb */
                    totalMemoryGb?: (number|null);

                    /** HardwareContext availableMemoryGb */
                    availableMemoryGb?: (number|null);

                    /** HardwareContext temperatureCelsius */
                    temperatureCelsius?: (number|null);

                    /** HardwareContext utilizationPercent */
                    utilizationPercent?: (number|null);

                    /** HardwareContext computeCapability */
                    computeCapability?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HardwareContext. */
                type $Shape = esper.leyline.v1.HardwareContext.$Properties;
            }

            /**
             * Properties of a SystemStatePacket.
             * @deprecated Use esper.leyline.v1.SystemStatePacket.$Properties instead.
             */
            interface ISystemStatePacket extends esper.leyline.v1.SystemStatePacket.$Properties {
            }

            /** Represents a SystemStatePacket. */
            class SystemStatePacket {

                /**
                 * Constructs a new SystemStatePacket.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.SystemStatePacket.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SystemStatePacket version. */
                version: number;

                /** SystemStatePacket currentEpoch. */
                currentEpoch: number;

                /** SystemStatePacket validationAccuracy. */
                validationAccuracy: number;

                /** SystemStatePacket validationLoss. */
                validationLoss: number;

                /** SystemStatePacket timestampNs. */
                timestampNs: number;

                /** SystemStatePacket hardwareContext. */
                hardwareContext?: (esper.leyline.v1.HardwareContext.$Properties|null);

                /** SystemStatePacket trainingMetrics. */
                trainingMetrics: { [k: string]: number };

                /** SystemStatePacket seedStates. */
                seedStates: esper.leyline.v1.SeedState.$Properties[];

                /** SystemStatePacket packetId. */
                packetId: string;

                /** SystemStatePacket globalStep. */
                globalStep: number;

                /** SystemStatePacket trainingLoss. */
                trainingLoss: number;

                /** SystemStatePacket sourceSubsystem. */
                sourceSubsystem: string;

                /** SystemStatePacket trainingRunId. */
                trainingRunId: string;

                /** SystemStatePacket experimentName. */
                experimentName: string;

                /**
                 * Creates a new SystemStatePacket instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SystemStatePacket instance
                 */
                static create(properties: esper.leyline.v1.SystemStatePacket.$Properties): esper.leyline.v1.SystemStatePacket & esper.leyline.v1.SystemStatePacket.$Properties;
                static create(properties?: esper.leyline.v1.SystemStatePacket.$Properties): esper.leyline.v1.SystemStatePacket;

                /**
                 * Encodes the specified SystemStatePacket message. Does not implicitly {@link esper.leyline.v1.SystemStatePacket.verify|verify} messages.
                 * @param message SystemStatePacket message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.SystemStatePacket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SystemStatePacket message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SystemStatePacket & esper.leyline.v1.SystemStatePacket.$Properties} SystemStatePacket
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.SystemStatePacket & esper.leyline.v1.SystemStatePacket.$Properties;
            }

            namespace SystemStatePacket {

                /** Properties of a SystemStatePacket. */
                interface $Properties {

                    /** SystemStatePacket version */
                    version?: (number|null);

                    /** SystemStatePacket currentEpoch */
                    currentEpoch?: (number|null);

                    /** SystemStatePacket validationAccuracy */
                    validationAccuracy?: (number|null);

                    /** SystemStatePacket validationLoss */
                    validationLoss?: (number|null);

                    /** SystemStatePacket timestampNs */
                    timestampNs?: (number|null);

                    /** SystemStatePacket hardwareContext */
                    hardwareContext?: (esper.leyline.v1.HardwareContext.$Properties|null);

                    /** SystemStatePacket trainingMetrics */
                    trainingMetrics?: ({ [k: string]: number }|null);

                    /** SystemStatePacket seedStates */
                    seedStates?: (esper.leyline.v1.SeedState.$Properties[]|null);

                    /** SystemStatePacket packetId */
                    packetId?: (string|null);

                    /** SystemStatePacket globalStep */
                    globalStep?: (number|null);

                    /** SystemStatePacket trainingLoss */
                    trainingLoss?: (number|null);

                    /** SystemStatePacket sourceSubsystem */
                    sourceSubsystem?: (string|null);

                    /** SystemStatePacket trainingRunId */
                    trainingRunId?: (string|null);

                    /** SystemStatePacket experimentName */
                    experimentName?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SystemStatePacket. */
                type $Shape = esper.leyline.v1.SystemStatePacket.$Properties;
            }

            /** CommandType enum. */
            enum CommandType {

                /** COMMAND_UNKNOWN value */
                COMMAND_UNKNOWN = 0,

                /** COMMAND_SEED value */
                COMMAND_SEED = 1,

                /** COMMAND_ROLLBACK value */
                COMMAND_ROLLBACK = 2,

                /** COMMAND_OPTIMIZER value */
                COMMAND_OPTIMIZER = 3,

                /** COMMAND_CIRCUIT_BREAKER value */
                COMMAND_CIRCUIT_BREAKER = 4,

                /** COMMAND_PAUSE value */
                COMMAND_PAUSE = 5,

                /** COMMAND_EMERGENCY value */
                COMMAND_EMERGENCY = 6,

                /** COMMAND_STRUCTURAL_PRUNING value */
                COMMAND_STRUCTURAL_PRUNING = 7
            }

            /** CircuitBreakerState enum. */
            enum CircuitBreakerState {

                /** CIRCUIT_STATE_UNKNOWN value */
                CIRCUIT_STATE_UNKNOWN = 0,

                /** CIRCUIT_STATE_CLOSED value */
                CIRCUIT_STATE_CLOSED = 1,

                /** CIRCUIT_STATE_OPEN value */
                CIRCUIT_STATE_OPEN = 2,

                /** CIRCUIT_STATE_HALF_OPEN value */
                CIRCUIT_STATE_HALF_OPEN = 3
            }

            /**
             * Properties of a CommandSeedOperation.
             * @deprecated Use esper.leyline.v1.CommandSeedOperation.$Properties instead.
             */
            interface ICommandSeedOperation extends esper.leyline.v1.CommandSeedOperation.$Properties {
            }

            /** Represents a CommandSeedOperation. */
            class CommandSeedOperation {

                /**
                 * Constructs a new CommandSeedOperation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.CommandSeedOperation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CommandSeedOperation operation. */
                operation: esper.leyline.v1.SeedOperation;

                /** CommandSeedOperation blueprintId. */
                blueprintId: string;

                /** CommandSeedOperation parameters. */
                parameters: { [k: string]: number };

                /**
                 * Creates a new CommandSeedOperation instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CommandSeedOperation instance
                 */
                static create(properties: esper.leyline.v1.CommandSeedOperation.$Properties): esper.leyline.v1.CommandSeedOperation & esper.leyline.v1.CommandSeedOperation.$Properties;
                static create(properties?: esper.leyline.v1.CommandSeedOperation.$Properties): esper.leyline.v1.CommandSeedOperation;

                /**
                 * Encodes the specified CommandSeedOperation message. Does not implicitly {@link esper.leyline.v1.CommandSeedOperation.verify|verify} messages.
                 * @param message CommandSeedOperation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.CommandSeedOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CommandSeedOperation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandSeedOperation & esper.leyline.v1.CommandSeedOperation.$Properties} CommandSeedOperation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.CommandSeedOperation & esper.leyline.v1.CommandSeedOperation.$Properties;
            }

            namespace CommandSeedOperation {

                /** Properties of a CommandSeedOperation. */
                interface $Properties {

                    /** CommandSeedOperation operation */
                    operation?: (esper.leyline.v1.SeedOperation|null);

                    /** CommandSeedOperation blueprintId */
                    blueprintId?: (string|null);

                    /** CommandSeedOperation parameters */
                    parameters?: ({ [k: string]: number }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CommandSeedOperation. */
                type $Shape = esper.leyline.v1.CommandSeedOperation.$Properties;
            }

            /**
             * Properties of a CommandOptimizerAdjustment.
             * @deprecated Use esper.leyline.v1.CommandOptimizerAdjustment.$Properties instead.
             */
            interface ICommandOptimizerAdjustment extends esper.leyline.v1.CommandOptimizerAdjustment.$Properties {
            }

            /** Represents a CommandOptimizerAdjustment. */
            class CommandOptimizerAdjustment {

                /**
                 * Constructs a new CommandOptimizerAdjustment.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.CommandOptimizerAdjustment.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CommandOptimizerAdjustment optimizerId. */
                optimizerId: string;

                /** CommandOptimizerAdjustment hyperparameters. */
                hyperparameters: { [k: string]: number };

                /**
                 * Creates a new CommandOptimizerAdjustment instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CommandOptimizerAdjustment instance
                 */
                static create(properties: esper.leyline.v1.CommandOptimizerAdjustment.$Properties): esper.leyline.v1.CommandOptimizerAdjustment & esper.leyline.v1.CommandOptimizerAdjustment.$Properties;
                static create(properties?: esper.leyline.v1.CommandOptimizerAdjustment.$Properties): esper.leyline.v1.CommandOptimizerAdjustment;

                /**
                 * Encodes the specified CommandOptimizerAdjustment message. Does not implicitly {@link esper.leyline.v1.CommandOptimizerAdjustment.verify|verify} messages.
                 * @param message CommandOptimizerAdjustment message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.CommandOptimizerAdjustment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CommandOptimizerAdjustment message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandOptimizerAdjustment & esper.leyline.v1.CommandOptimizerAdjustment.$Properties} CommandOptimizerAdjustment
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.CommandOptimizerAdjustment & esper.leyline.v1.CommandOptimizerAdjustment.$Properties;
            }

            namespace CommandOptimizerAdjustment {

                /** Properties of a CommandOptimizerAdjustment. */
                interface $Properties {

                    /** CommandOptimizerAdjustment optimizerId */
                    optimizerId?: (string|null);

                    /** CommandOptimizerAdjustment hyperparameters */
                    hyperparameters?: ({ [k: string]: number }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CommandOptimizerAdjustment. */
                type $Shape = esper.leyline.v1.CommandOptimizerAdjustment.$Properties;
            }

            /**
             * Properties of a CommandCircuitBreaker.
             * @deprecated Use esper.leyline.v1.CommandCircuitBreaker.$Properties instead.
             */
            interface ICommandCircuitBreaker extends esper.leyline.v1.CommandCircuitBreaker.$Properties {
            }

            /** Represents a CommandCircuitBreaker. */
            class CommandCircuitBreaker {

                /**
                 * Constructs a new CommandCircuitBreaker.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.CommandCircuitBreaker.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CommandCircuitBreaker desiredState. */
                desiredState: esper.leyline.v1.CircuitBreakerState;

                /** CommandCircuitBreaker rationale. */
                rationale: string;

                /**
                 * Creates a new CommandCircuitBreaker instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CommandCircuitBreaker instance
                 */
                static create(properties: esper.leyline.v1.CommandCircuitBreaker.$Properties): esper.leyline.v1.CommandCircuitBreaker & esper.leyline.v1.CommandCircuitBreaker.$Properties;
                static create(properties?: esper.leyline.v1.CommandCircuitBreaker.$Properties): esper.leyline.v1.CommandCircuitBreaker;

                /**
                 * Encodes the specified CommandCircuitBreaker message. Does not implicitly {@link esper.leyline.v1.CommandCircuitBreaker.verify|verify} messages.
                 * @param message CommandCircuitBreaker message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.CommandCircuitBreaker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CommandCircuitBreaker message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandCircuitBreaker & esper.leyline.v1.CommandCircuitBreaker.$Properties} CommandCircuitBreaker
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.CommandCircuitBreaker & esper.leyline.v1.CommandCircuitBreaker.$Properties;
            }

            namespace CommandCircuitBreaker {

                /** Properties of a CommandCircuitBreaker. */
                interface $Properties {

                    /** CommandCircuitBreaker desiredState */
                    desiredState?: (esper.leyline.v1.CircuitBreakerState|null);

                    /** CommandCircuitBreaker rationale */
                    rationale?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CommandCircuitBreaker. */
                type $Shape = esper.leyline.v1.CommandCircuitBreaker.$Properties;
            }

            /**
             * Properties of an AdaptationCommand.
             * @deprecated Use esper.leyline.v1.AdaptationCommand.$Properties instead.
             */
            interface IAdaptationCommand extends esper.leyline.v1.AdaptationCommand.$Properties {
            }

            /** Represents an AdaptationCommand. */
            class AdaptationCommand {

                /**
                 * Constructs a new AdaptationCommand.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.AdaptationCommand.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AdaptationCommand version. */
                version: number;

                /** AdaptationCommand commandId. */
                commandId: string;

                /** AdaptationCommand commandType. */
                commandType: esper.leyline.v1.CommandType;

                /** AdaptationCommand targetSeedId. */
                targetSeedId: string;

                /** AdaptationCommand executionDeadlineMs. */
                executionDeadlineMs: number;

                /** AdaptationCommand issuedAt. */
                issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                /** AdaptationCommand issuedBy. */
                issuedBy: string;

                /** AdaptationCommand seedOperation. */
                seedOperation?: (esper.leyline.v1.CommandSeedOperation.$Properties|null);

                /** AdaptationCommand optimizerAdjustment. */
                optimizerAdjustment?: (esper.leyline.v1.CommandOptimizerAdjustment.$Properties|null);

                /** AdaptationCommand circuitBreaker. */
                circuitBreaker?: (esper.leyline.v1.CommandCircuitBreaker.$Properties|null);

                /** AdaptationCommand rollbackPayload. */
                rollbackPayload?: (google.protobuf.Struct.$Properties|null);

                /** AdaptationCommand annotations. */
                annotations: { [k: string]: string };

                /** AdaptationCommand further. */
                further: esper.leyline.v1.AdaptationCommand.$Properties[];

                /** AdaptationCommand payload. */
                payload?: ("seedOperation"|"optimizerAdjustment"|"circuitBreaker"|"rollbackPayload");

                /**
                 * Creates a new AdaptationCommand instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AdaptationCommand instance
                 */
                static create(properties: esper.leyline.v1.AdaptationCommand.$Shape): esper.leyline.v1.AdaptationCommand & esper.leyline.v1.AdaptationCommand.$Shape;
                static create(properties?: esper.leyline.v1.AdaptationCommand.$Properties): esper.leyline.v1.AdaptationCommand;

                /**
                 * Encodes the specified AdaptationCommand message. Does not implicitly {@link esper.leyline.v1.AdaptationCommand.verify|verify} messages.
                 * @param message AdaptationCommand message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.AdaptationCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AdaptationCommand message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.AdaptationCommand & esper.leyline.v1.AdaptationCommand.$Shape} AdaptationCommand
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.AdaptationCommand & esper.leyline.v1.AdaptationCommand.$Shape;
            }

            namespace AdaptationCommand {

                /** Properties of an AdaptationCommand. */
                interface $Properties {

                    /** AdaptationCommand version */
                    version?: (number|null);

                    /** AdaptationCommand commandId */
                    commandId?: (string|null);

                    /** AdaptationCommand commandType */
                    commandType?: (esper.leyline.v1.CommandType|null);

                    /** AdaptationCommand targetSeedId */
                    targetSeedId?: (string|null);

                    /** AdaptationCommand executionDeadlineMs */
                    executionDeadlineMs?: (number|null);

                    /** AdaptationCommand issuedAt */
                    issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** AdaptationCommand issuedBy */
                    issuedBy?: (string|null);

                    /** AdaptationCommand seedOperation */
                    seedOperation?: (esper.leyline.v1.CommandSeedOperation.$Properties|null);

                    /** AdaptationCommand optimizerAdjustment */
                    optimizerAdjustment?: (esper.leyline.v1.CommandOptimizerAdjustment.$Properties|null);

                    /** AdaptationCommand circuitBreaker */
                    circuitBreaker?: (esper.leyline.v1.CommandCircuitBreaker.$Properties|null);

                    /** AdaptationCommand rollbackPayload */
                    rollbackPayload?: (google.protobuf.Struct.$Properties|null);

                    /** AdaptationCommand annotations */
                    annotations?: ({ [k: string]: string }|null);

                    /** AdaptationCommand further */
                    further?: (esper.leyline.v1.AdaptationCommand.$Properties[]|null);

                    /** AdaptationCommand payload */
                    payload?: ("seedOperation"|"optimizerAdjustment"|"circuitBreaker"|"rollbackPayload");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an AdaptationCommand. */
                type $Shape = {
                  version?: number|null;
                  commandId?: string|null;
                  commandType?: esper.leyline.v1.CommandType|null;
                  targetSeedId?: string|null;
                  executionDeadlineMs?: number|null;
                  issuedAt?: google.protobuf.Timestamp.$Properties|null;
                  issuedBy?: string|null;
                  seedOperation?: esper.leyline.v1.CommandSeedOperation.$Properties|null;
                  optimizerAdjustment?: esper.leyline.v1.CommandOptimizerAdjustment.$Properties|null;
                  circuitBreaker?: esper.leyline.v1.CommandCircuitBreaker.$Properties|null;
                  rollbackPayload?: google.protobuf.Struct.$Shape|null;
                  annotations?: { [k: string]: string }|null;
                  further?: esper.leyline.v1.AdaptationCommand.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ payload?: undefined; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "seedOperation"; seedOperation: esper.leyline.v1.CommandSeedOperation.$Properties; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "optimizerAdjustment"; seedOperation?: null; optimizerAdjustment: esper.leyline.v1.CommandOptimizerAdjustment.$Properties; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "circuitBreaker"; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker: esper.leyline.v1.CommandCircuitBreaker.$Properties; rollbackPayload?: null }|{ payload?: "rollbackPayload"; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload: google.protobuf.Struct.$Shape })
                );
            }

            /** FieldReportOutcome enum. */
            enum FieldReportOutcome {

                /** FIELD_REPORT_OUTCOME_UNSPECIFIED value */
                FIELD_REPORT_OUTCOME_UNSPECIFIED = 0,

                /** FIELD_REPORT_OUTCOME_SUCCESS value */
                FIELD_REPORT_OUTCOME_SUCCESS = 1,

                /** FIELD_REPORT_OUTCOME_NEUTRAL value */
                FIELD_REPORT_OUTCOME_NEUTRAL = 2,

                /** FIELD_REPORT_OUTCOME_REGRESSION value */
                FIELD_REPORT_OUTCOME_REGRESSION = 3,

                /** FIELD_REPORT_OUTCOME_ABORTED value */
                FIELD_REPORT_OUTCOME_ABORTED = 4
            }

            /**
             * Properties of a MitigationAction.
             * @deprecated Use esper.leyline.v1.MitigationAction.$Properties instead.
             */
            interface IMitigationAction extends esper.leyline.v1.MitigationAction.$Properties {
            }

            /** Represents a MitigationAction. */
            class MitigationAction {

                /**
                 * Constructs a new MitigationAction.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.MitigationAction.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MitigationAction actionType. */
                actionType: string;

                /** MitigationAction rationale. */
                rationale: string;

                /**
                 * Creates a new MitigationAction instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MitigationAction instance
                 */
                static create(properties: esper.leyline.v1.MitigationAction.$Properties): esper.leyline.v1.MitigationAction & esper.leyline.v1.MitigationAction.$Properties;
                static create(properties?: esper.leyline.v1.MitigationAction.$Properties): esper.leyline.v1.MitigationAction;

                /**
                 * Encodes the specified MitigationAction message. Does not implicitly {@link esper.leyline.v1.MitigationAction.verify|verify} messages.
                 * @param message MitigationAction message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.MitigationAction.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MitigationAction message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.MitigationAction & esper.leyline.v1.MitigationAction.$Properties} MitigationAction
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.MitigationAction & esper.leyline.v1.MitigationAction.$Properties;
            }

            namespace MitigationAction {

                /** Properties of a MitigationAction. */
                interface $Properties {

                    /** MitigationAction actionType */
                    actionType?: (string|null);

                    /** MitigationAction rationale */
                    rationale?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MitigationAction. */
                type $Shape = esper.leyline.v1.MitigationAction.$Properties;
            }

            /**
             * Properties of a FieldReport.
             * @deprecated Use esper.leyline.v1.FieldReport.$Properties instead.
             */
            interface IFieldReport extends esper.leyline.v1.FieldReport.$Properties {
            }

            /** Represents a FieldReport. */
            class FieldReport {

                /**
                 * Constructs a new FieldReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.FieldReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FieldReport version. */
                version: number;

                /** FieldReport reportId. */
                reportId: string;

                /** FieldReport commandId. */
                commandId: string;

                /** FieldReport trainingRunId. */
                trainingRunId: string;

                /** FieldReport seedId. */
                seedId: string;

                /** FieldReport blueprintId. */
                blueprintId: string;

                /** FieldReport outcome. */
                outcome: esper.leyline.v1.FieldReportOutcome;

                /** FieldReport metrics. */
                metrics: { [k: string]: number };

                /** FieldReport observationWindowEpochs. */
                observationWindowEpochs: number;

                /** FieldReport issuedAt. */
                issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                /** FieldReport tamiyoPolicyVersion. */
                tamiyoPolicyVersion: string;

                /** FieldReport followUpActions. */
                followUpActions: esper.leyline.v1.MitigationAction.$Properties[];

                /** FieldReport notes. */
                notes: string;

                /**
                 * Creates a new FieldReport instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FieldReport instance
                 */
                static create(properties: esper.leyline.v1.FieldReport.$Properties): esper.leyline.v1.FieldReport & esper.leyline.v1.FieldReport.$Properties;
                static create(properties?: esper.leyline.v1.FieldReport.$Properties): esper.leyline.v1.FieldReport;

                /**
                 * Encodes the specified FieldReport message. Does not implicitly {@link esper.leyline.v1.FieldReport.verify|verify} messages.
                 * @param message FieldReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.FieldReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FieldReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.FieldReport & esper.leyline.v1.FieldReport.$Properties} FieldReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.FieldReport & esper.leyline.v1.FieldReport.$Properties;
            }

            namespace FieldReport {

                /** Properties of a FieldReport. */
                interface $Properties {

                    /** FieldReport version */
                    version?: (number|null);

                    /** FieldReport reportId */
                    reportId?: (string|null);

                    /** FieldReport commandId */
                    commandId?: (string|null);

                    /** FieldReport trainingRunId */
                    trainingRunId?: (string|null);

                    /** FieldReport seedId */
                    seedId?: (string|null);

                    /** FieldReport blueprintId */
                    blueprintId?: (string|null);

                    /** FieldReport outcome */
                    outcome?: (esper.leyline.v1.FieldReportOutcome|null);

                    /** FieldReport metrics */
                    metrics?: ({ [k: string]: number }|null);

                    /** FieldReport observationWindowEpochs */
                    observationWindowEpochs?: (number|null);

                    /** FieldReport issuedAt */
                    issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** FieldReport tamiyoPolicyVersion */
                    tamiyoPolicyVersion?: (string|null);

                    /** FieldReport followUpActions */
                    followUpActions?: (esper.leyline.v1.MitigationAction.$Properties[]|null);

                    /** FieldReport notes */
                    notes?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FieldReport. */
                type $Shape = esper.leyline.v1.FieldReport.$Properties;
            }

            /** HealthStatus enum. */
            enum HealthStatus {

                /** HEALTH_STATUS_UNKNOWN value */
                HEALTH_STATUS_UNKNOWN = 0,

                /** HEALTH_STATUS_HEALTHY value */
                HEALTH_STATUS_HEALTHY = 1,

                /** HEALTH_STATUS_DEGRADED value */
                HEALTH_STATUS_DEGRADED = 2,

                /** HEALTH_STATUS_UNHEALTHY value */
                HEALTH_STATUS_UNHEALTHY = 3,

                /** HEALTH_STATUS_CRITICAL value */
                HEALTH_STATUS_CRITICAL = 4
            }

            /** TelemetryLevel enum. */
            enum TelemetryLevel {

                /** TELEMETRY_LEVEL_UNSPECIFIED value */
                TELEMETRY_LEVEL_UNSPECIFIED = 0,

                /** TELEMETRY_LEVEL_INFO value */
                TELEMETRY_LEVEL_INFO = 1,

                /** TELEMETRY_LEVEL_WARNING value */
                TELEMETRY_LEVEL_WARNING = 2,

                /** TELEMETRY_LEVEL_ERROR value */
                TELEMETRY_LEVEL_ERROR = 3,

                /** TELEMETRY_LEVEL_CRITICAL value */
                TELEMETRY_LEVEL_CRITICAL = 4
            }

            /**
             * Properties of a MetricPoint.
             * @deprecated Use esper.leyline.v1.MetricPoint.$Properties instead.
             */
            interface IMetricPoint extends esper.leyline.v1.MetricPoint.$Properties {
            }

            /** Represents a MetricPoint. */
            class MetricPoint {

                /**
                 * Constructs a new MetricPoint.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.MetricPoint.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MetricPoint name. */
                name: string;

                /** MetricPoint value. */
                value: number;

                /** MetricPoint unit. */
                unit: string;

                /** MetricPoint attributes. */
                attributes: { [k: string]: string };

                /**
                 * Creates a new MetricPoint instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MetricPoint instance
                 */
                static create(properties: esper.leyline.v1.MetricPoint.$Properties): esper.leyline.v1.MetricPoint & esper.leyline.v1.MetricPoint.$Properties;
                static create(properties?: esper.leyline.v1.MetricPoint.$Properties): esper.leyline.v1.MetricPoint;

                /**
                 * Encodes the specified MetricPoint message. Does not implicitly {@link esper.leyline.v1.MetricPoint.verify|verify} messages.
                 * @param message MetricPoint message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.MetricPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MetricPoint message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.MetricPoint & esper.leyline.v1.MetricPoint.$Properties} MetricPoint
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.MetricPoint & esper.leyline.v1.MetricPoint.$Properties;
            }

            namespace MetricPoint {

                /** Properties of a MetricPoint. */
                interface $Properties {

                    /** MetricPoint name */
                    name?: (string|null);

                    /** MetricPoint value */
                    value?: (number|null);

                    /** MetricPoint unit */
                    unit?: (string|null);

                    /** MetricPoint attributes */
                    attributes?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MetricPoint. */
                type $Shape = esper.leyline.v1.MetricPoint.$Properties;
            }

            /**
             * Properties of a TelemetryEvent.
             * @deprecated Use esper.leyline.v1.TelemetryEvent.$Properties instead.
             */
            interface ITelemetryEvent extends esper.leyline.v1.TelemetryEvent.$Properties {
            }

            /** Represents a TelemetryEvent. */
            class TelemetryEvent {

                /**
                 * Constructs a new TelemetryEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.TelemetryEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TelemetryEvent eventId. */
                eventId: string;

                /** TelemetryEvent description. */
                description: string;

                /** TelemetryEvent level. */
                level: esper.leyline.v1.TelemetryLevel;

                /** TelemetryEvent attributes. */
                attributes: { [k: string]: string };

                /**
                 * Creates a new TelemetryEvent instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TelemetryEvent instance
                 */
                static create(properties: esper.leyline.v1.TelemetryEvent.$Properties): esper.leyline.v1.TelemetryEvent & esper.leyline.v1.TelemetryEvent.$Properties;
                static create(properties?: esper.leyline.v1.TelemetryEvent.$Properties): esper.leyline.v1.TelemetryEvent;

                /**
                 * Encodes the specified TelemetryEvent message. Does not implicitly {@link esper.leyline.v1.TelemetryEvent.verify|verify} messages.
                 * @param message TelemetryEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.TelemetryEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TelemetryEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TelemetryEvent & esper.leyline.v1.TelemetryEvent.$Properties} TelemetryEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.TelemetryEvent & esper.leyline.v1.TelemetryEvent.$Properties;
            }

            namespace TelemetryEvent {

                /** Properties of a TelemetryEvent. */
                interface $Properties {

                    /** TelemetryEvent eventId */
                    eventId?: (string|null);

                    /** TelemetryEvent description */
                    description?: (string|null);

                    /** TelemetryEvent level */
                    level?: (esper.leyline.v1.TelemetryLevel|null);

                    /** TelemetryEvent attributes */
                    attributes?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TelemetryEvent. */
                type $Shape = esper.leyline.v1.TelemetryEvent.$Properties;
            }

            /**
             * Properties of a TraceSpan.
             * @deprecated Use esper.leyline.v1.TraceSpan.$Properties instead.
             */
            interface ITraceSpan extends esper.leyline.v1.TraceSpan.$Properties {
            }

            /** Represents a TraceSpan. */
            class TraceSpan {

                /**
                 * Constructs a new TraceSpan.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.TraceSpan.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TraceSpan spanId. */
                spanId: string;

                /** TraceSpan parentSpanId. */
                parentSpanId: string;

                /** TraceSpan name. */
                name: string;

                /** TraceSpan startTime. */
                startTime?: (google.protobuf.Timestamp.$Properties|null);

                /** TraceSpan endTime. */
                endTime?: (google.protobuf.Timestamp.$Properties|null);

                /** TraceSpan attributes. */
                attributes: { [k: string]: string };

                /**
                 * Creates a new TraceSpan instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TraceSpan instance
                 */
                static create(properties: esper.leyline.v1.TraceSpan.$Properties): esper.leyline.v1.TraceSpan & esper.leyline.v1.TraceSpan.$Properties;
                static create(properties?: esper.leyline.v1.TraceSpan.$Properties): esper.leyline.v1.TraceSpan;

                /**
                 * Encodes the specified TraceSpan message. Does not implicitly {@link esper.leyline.v1.TraceSpan.verify|verify} messages.
                 * @param message TraceSpan message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.TraceSpan.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TraceSpan message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TraceSpan & esper.leyline.v1.TraceSpan.$Properties} TraceSpan
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.TraceSpan & esper.leyline.v1.TraceSpan.$Properties;
            }

            namespace TraceSpan {

                /** Properties of a TraceSpan. */
                interface $Properties {

                    /** TraceSpan spanId */
                    spanId?: (string|null);

                    /** TraceSpan parentSpanId */
                    parentSpanId?: (string|null);

                    /** TraceSpan name */
                    name?: (string|null);

                    /** TraceSpan startTime */
                    startTime?: (google.protobuf.Timestamp.$Properties|null);

                    /** TraceSpan endTime */
                    endTime?: (google.protobuf.Timestamp.$Properties|null);

                    /** TraceSpan attributes */
                    attributes?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TraceSpan. */
                type $Shape = esper.leyline.v1.TraceSpan.$Properties;
            }

            /**
             * Properties of a SystemHealth.
             * @deprecated Use esper.leyline.v1.SystemHealth.$Properties instead.
             */
            interface ISystemHealth extends esper.leyline.v1.SystemHealth.$Properties {
            }

            /** Represents a SystemHealth. */
            class SystemHealth {

                /**
                 * Constructs a new SystemHealth.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.SystemHealth.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SystemHealth status. */
                status: esper.leyline.v1.HealthStatus;

                /** SystemHealth summary. */
                summary: string;

                /** SystemHealth indicators. */
                indicators: { [k: string]: string };

                /**
                 * Creates a new SystemHealth instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SystemHealth instance
                 */
                static create(properties: esper.leyline.v1.SystemHealth.$Properties): esper.leyline.v1.SystemHealth & esper.leyline.v1.SystemHealth.$Properties;
                static create(properties?: esper.leyline.v1.SystemHealth.$Properties): esper.leyline.v1.SystemHealth;

                /**
                 * Encodes the specified SystemHealth message. Does not implicitly {@link esper.leyline.v1.SystemHealth.verify|verify} messages.
                 * @param message SystemHealth message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.SystemHealth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SystemHealth message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SystemHealth & esper.leyline.v1.SystemHealth.$Properties} SystemHealth
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.SystemHealth & esper.leyline.v1.SystemHealth.$Properties;
            }

            namespace SystemHealth {

                /** Properties of a SystemHealth. */
                interface $Properties {

                    /** SystemHealth status */
                    status?: (esper.leyline.v1.HealthStatus|null);

                    /** SystemHealth summary */
                    summary?: (string|null);

                    /** SystemHealth indicators */
                    indicators?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SystemHealth. */
                type $Shape = esper.leyline.v1.SystemHealth.$Properties;
            }

            /**
             * Properties of a TelemetryPacket.
             * @deprecated Use esper.leyline.v1.TelemetryPacket.$Properties instead.
             */
            interface ITelemetryPacket extends esper.leyline.v1.TelemetryPacket.$Properties {
            }

            /** Represents a TelemetryPacket. */
            class TelemetryPacket {

                /**
                 * Constructs a new TelemetryPacket.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.TelemetryPacket.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TelemetryPacket packetId. */
                packetId: string;

                /** TelemetryPacket timestamp. */
                timestamp?: (google.protobuf.Timestamp.$Properties|null);

                /** TelemetryPacket sourceSubsystem. */
                sourceSubsystem: string;

                /** TelemetryPacket level. */
                level: esper.leyline.v1.TelemetryLevel;

                /** TelemetryPacket metrics. */
                metrics: esper.leyline.v1.MetricPoint.$Properties[];

                /** TelemetryPacket events. */
                events: esper.leyline.v1.TelemetryEvent.$Properties[];

                /** TelemetryPacket spans. */
                spans: esper.leyline.v1.TraceSpan.$Properties[];

                /** TelemetryPacket systemHealth. */
                systemHealth?: (esper.leyline.v1.SystemHealth.$Properties|null);

                /**
                 * Creates a new TelemetryPacket instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TelemetryPacket instance
                 */
                static create(properties: esper.leyline.v1.TelemetryPacket.$Properties): esper.leyline.v1.TelemetryPacket & esper.leyline.v1.TelemetryPacket.$Properties;
                static create(properties?: esper.leyline.v1.TelemetryPacket.$Properties): esper.leyline.v1.TelemetryPacket;

                /**
                 * Encodes the specified TelemetryPacket message. Does not implicitly {@link esper.leyline.v1.TelemetryPacket.verify|verify} messages.
                 * @param message TelemetryPacket message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.TelemetryPacket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TelemetryPacket message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TelemetryPacket & esper.leyline.v1.TelemetryPacket.$Properties} TelemetryPacket
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.TelemetryPacket & esper.leyline.v1.TelemetryPacket.$Properties;
            }

            namespace TelemetryPacket {

                /** Properties of a TelemetryPacket. */
                interface $Properties {

                    /** TelemetryPacket packetId */
                    packetId?: (string|null);

                    /** TelemetryPacket timestamp */
                    timestamp?: (google.protobuf.Timestamp.$Properties|null);

                    /** TelemetryPacket sourceSubsystem */
                    sourceSubsystem?: (string|null);

                    /** TelemetryPacket level */
                    level?: (esper.leyline.v1.TelemetryLevel|null);

                    /** TelemetryPacket metrics */
                    metrics?: (esper.leyline.v1.MetricPoint.$Properties[]|null);

                    /** TelemetryPacket events */
                    events?: (esper.leyline.v1.TelemetryEvent.$Properties[]|null);

                    /** TelemetryPacket spans */
                    spans?: (esper.leyline.v1.TraceSpan.$Properties[]|null);

                    /** TelemetryPacket systemHealth */
                    systemHealth?: (esper.leyline.v1.SystemHealth.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TelemetryPacket. */
                type $Shape = esper.leyline.v1.TelemetryPacket.$Properties;
            }

            /** MessagePriority enum. */
            enum MessagePriority {

                /** MESSAGE_PRIORITY_UNSPECIFIED value */
                MESSAGE_PRIORITY_UNSPECIFIED = 0,

                /** MESSAGE_PRIORITY_LOW value */
                MESSAGE_PRIORITY_LOW = 1,

                /** MESSAGE_PRIORITY_NORMAL value */
                MESSAGE_PRIORITY_NORMAL = 2,

                /** MESSAGE_PRIORITY_HIGH value */
                MESSAGE_PRIORITY_HIGH = 3,

                /** MESSAGE_PRIORITY_CRITICAL value */
                MESSAGE_PRIORITY_CRITICAL = 4
            }

            /** DeliveryGuarantee enum. */
            enum DeliveryGuarantee {

                /** DELIVERY_GUARANTEE_UNKNOWN value */
                DELIVERY_GUARANTEE_UNKNOWN = 0,

                /** DELIVERY_GUARANTEE_AT_LEAST_ONCE value */
                DELIVERY_GUARANTEE_AT_LEAST_ONCE = 1,

                /** DELIVERY_GUARANTEE_AT_MOST_ONCE value */
                DELIVERY_GUARANTEE_AT_MOST_ONCE = 2,

                /** DELIVERY_GUARANTEE_EXACTLY_ONCE value */
                DELIVERY_GUARANTEE_EXACTLY_ONCE = 3
            }

            /** BusMessageType enum. */
            enum BusMessageType {

                /** BUS_MESSAGE_TYPE_UNSPECIFIED value */
                BUS_MESSAGE_TYPE_UNSPECIFIED = 0,

                /** BUS_MESSAGE_TYPE_SYSTEM_STATE value */
                BUS_MESSAGE_TYPE_SYSTEM_STATE = 1,

                /** BUS_MESSAGE_TYPE_ADAPTATION_COMMAND value */
                BUS_MESSAGE_TYPE_ADAPTATION_COMMAND = 2,

                /** BUS_MESSAGE_TYPE_FIELD_REPORT value */
                BUS_MESSAGE_TYPE_FIELD_REPORT = 3,

                /** BUS_MESSAGE_TYPE_TELEMETRY value */
                BUS_MESSAGE_TYPE_TELEMETRY = 4,

                /** BUS_MESSAGE_TYPE_POLICY_UPDATE value */
                BUS_MESSAGE_TYPE_POLICY_UPDATE = 5
            }

            /**
             * Properties of an EventEnvelope.
             * @deprecated Use esper.leyline.v1.EventEnvelope.$Properties instead.
             */
            interface IEventEnvelope extends esper.leyline.v1.EventEnvelope.$Properties {
            }

            /** Represents an EventEnvelope. */
            class EventEnvelope {

                /**
                 * Constructs a new EventEnvelope.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.EventEnvelope.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EventEnvelope eventId. */
                eventId: string;

                /** EventEnvelope eventType. */
                eventType: string;

                /** EventEnvelope sourceSubsystem. */
                sourceSubsystem: string;

                /** EventEnvelope createdAt. */
                createdAt?: (google.protobuf.Timestamp.$Properties|null);

                /** EventEnvelope processingDeadline. */
                processingDeadline?: (google.protobuf.Duration.$Properties|null);

                /** EventEnvelope ttl. */
                ttl?: (google.protobuf.Duration.$Properties|null);

                /** EventEnvelope payload. */
                payload: Uint8Array;

                /** EventEnvelope payloadType. */
                payloadType: string;

                /** EventEnvelope contentEncoding. */
                contentEncoding: string;

                /** EventEnvelope priority. */
                priority: esper.leyline.v1.MessagePriority;

                /** EventEnvelope routingKeys. */
                routingKeys: string[];

                /** EventEnvelope correlationId. */
                correlationId: string;

                /** EventEnvelope deliveryGuarantee. */
                deliveryGuarantee: esper.leyline.v1.DeliveryGuarantee;

                /** EventEnvelope maxAttempts. */
                maxAttempts: number;

                /** EventEnvelope currentAttempt. */
                currentAttempt: number;

                /**
                 * Creates a new EventEnvelope instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EventEnvelope instance
                 */
                static create(properties: esper.leyline.v1.EventEnvelope.$Properties): esper.leyline.v1.EventEnvelope & esper.leyline.v1.EventEnvelope.$Properties;
                static create(properties?: esper.leyline.v1.EventEnvelope.$Properties): esper.leyline.v1.EventEnvelope;

                /**
                 * Encodes the specified EventEnvelope message. Does not implicitly {@link esper.leyline.v1.EventEnvelope.verify|verify} messages.
                 * @param message EventEnvelope message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.EventEnvelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EventEnvelope message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.EventEnvelope & esper.leyline.v1.EventEnvelope.$Properties} EventEnvelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.EventEnvelope & esper.leyline.v1.EventEnvelope.$Properties;
            }

            namespace EventEnvelope {

                /** Properties of an EventEnvelope. */
                interface $Properties {

                    /** EventEnvelope eventId */
                    eventId?: (string|null);

                    /** EventEnvelope eventType */
                    eventType?: (string|null);

                    /** EventEnvelope sourceSubsystem */
                    sourceSubsystem?: (string|null);

                    /** EventEnvelope createdAt */
                    createdAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** EventEnvelope processingDeadline */
                    processingDeadline?: (google.protobuf.Duration.$Properties|null);

                    /** EventEnvelope ttl */
                    ttl?: (google.protobuf.Duration.$Properties|null);

                    /** EventEnvelope payload */
                    payload?: (Uint8Array|null);

                    /** EventEnvelope payloadType */
                    payloadType?: (string|null);

                    /** EventEnvelope contentEncoding */
                    contentEncoding?: (string|null);

                    /** EventEnvelope priority */
                    priority?: (esper.leyline.v1.MessagePriority|null);

                    /** EventEnvelope routingKeys */
                    routingKeys?: (string[]|null);

                    /** EventEnvelope correlationId */
                    correlationId?: (string|null);

                    /** EventEnvelope deliveryGuarantee */
                    deliveryGuarantee?: (esper.leyline.v1.DeliveryGuarantee|null);

                    /** EventEnvelope maxAttempts */
                    maxAttempts?: (number|null);

                    /** EventEnvelope currentAttempt */
                    currentAttempt?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EventEnvelope. */
                type $Shape = esper.leyline.v1.EventEnvelope.$Properties;
            }

            /**
             * Properties of a BusEnvelope.
             * @deprecated Use esper.leyline.v1.BusEnvelope.$Properties instead.
             */
            interface IBusEnvelope extends esper.leyline.v1.BusEnvelope.$Properties {
            }

            /** Represents a BusEnvelope. */
            class BusEnvelope {

                /**
                 * Constructs a new BusEnvelope.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.BusEnvelope.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** BusEnvelope messageType. */
                messageType: esper.leyline.v1.BusMessageType;

                /** BusEnvelope payload. */
                payload: Uint8Array;

                /** BusEnvelope attributes. */
                attributes: { [k: string]: string };

                /**
                 * Creates a new BusEnvelope instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns BusEnvelope instance
                 */
                static create(properties: esper.leyline.v1.BusEnvelope.$Properties): esper.leyline.v1.BusEnvelope & esper.leyline.v1.BusEnvelope.$Properties;
                static create(properties?: esper.leyline.v1.BusEnvelope.$Properties): esper.leyline.v1.BusEnvelope;

                /**
                 * Encodes the specified BusEnvelope message. Does not implicitly {@link esper.leyline.v1.BusEnvelope.verify|verify} messages.
                 * @param message BusEnvelope message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.BusEnvelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a BusEnvelope message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.BusEnvelope & esper.leyline.v1.BusEnvelope.$Properties} BusEnvelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.BusEnvelope & esper.leyline.v1.BusEnvelope.$Properties;
            }

            namespace BusEnvelope {

                /** Properties of a BusEnvelope. */
                interface $Properties {

                    /** BusEnvelope messageType */
                    messageType?: (esper.leyline.v1.BusMessageType|null);

                    /** BusEnvelope payload */
                    payload?: (Uint8Array|null);

                    /** BusEnvelope attributes */
                    attributes?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a BusEnvelope. */
                type $Shape = esper.leyline.v1.BusEnvelope.$Properties;
            }

            /** EmergencyLevel enum. */
            enum EmergencyLevel {

                /** EMERGENCY_LEVEL_UNSPECIFIED value */
                EMERGENCY_LEVEL_UNSPECIFIED = 0,

                /** EMERGENCY_LEVEL_MINOR value */
                EMERGENCY_LEVEL_MINOR = 1,

                /** EMERGENCY_LEVEL_MAJOR value */
                EMERGENCY_LEVEL_MAJOR = 2,

                /** EMERGENCY_LEVEL_SEVERE value */
                EMERGENCY_LEVEL_SEVERE = 3,

                /** EMERGENCY_LEVEL_CRITICAL value */
                EMERGENCY_LEVEL_CRITICAL = 4
            }

            /**
             * Properties of an EmergencySignal.
             * @deprecated Use esper.leyline.v1.EmergencySignal.$Properties instead.
             */
            interface IEmergencySignal extends esper.leyline.v1.EmergencySignal.$Properties {
            }

            /** Represents an EmergencySignal. */
            class EmergencySignal {

                /**
                 * Constructs a new EmergencySignal.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: esper.leyline.v1.EmergencySignal.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EmergencySignal version. */
                version: number;

                /** EmergencySignal level. */
                level: esper.leyline.v1.EmergencyLevel;

                /** EmergencySignal reason. */
                reason: string;

                /** EmergencySignal origin. */
                origin: string;

                /** EmergencySignal monotonicMs. */
                monotonicMs: number;

                /** EmergencySignal issuedAt. */
                issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                /** EmergencySignal trainingRunId. */
                trainingRunId: string;

                /**
                 * Creates a new EmergencySignal instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EmergencySignal instance
                 */
                static create(properties: esper.leyline.v1.EmergencySignal.$Properties): esper.leyline.v1.EmergencySignal & esper.leyline.v1.EmergencySignal.$Properties;
                static create(properties?: esper.leyline.v1.EmergencySignal.$Properties): esper.leyline.v1.EmergencySignal;

                /**
                 * Encodes the specified EmergencySignal message. Does not implicitly {@link esper.leyline.v1.EmergencySignal.verify|verify} messages.
                 * @param message EmergencySignal message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: esper.leyline.v1.EmergencySignal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EmergencySignal message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.EmergencySignal & esper.leyline.v1.EmergencySignal.$Properties} EmergencySignal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): esper.leyline.v1.EmergencySignal & esper.leyline.v1.EmergencySignal.$Properties;
            }

            namespace EmergencySignal {

                /** Properties of an EmergencySignal. */
                interface $Properties {

                    /** EmergencySignal version */
                    version?: (number|null);

                    /** EmergencySignal level */
                    level?: (esper.leyline.v1.EmergencyLevel|null);

                    /** EmergencySignal reason */
                    reason?: (string|null);

                    /** EmergencySignal origin */
                    origin?: (string|null);

                    /** EmergencySignal monotonicMs */
                    monotonicMs?: (number|null);

                    /** EmergencySignal issuedAt */
                    issuedAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** EmergencySignal trainingRunId */
                    trainingRunId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EmergencySignal. */
                type $Shape = esper.leyline.v1.EmergencySignal.$Properties;
            }
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of a Duration.
         * @deprecated Use google.protobuf.Duration.$Properties instead.
         */
        interface IDuration extends google.protobuf.Duration.$Properties {
        }

        /** Represents a Duration. */
        class Duration {

            /**
             * Constructs a new Duration.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Duration.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Duration seconds. */
            seconds: number;

            /** Duration nanos. */
            nanos: number;

            /**
             * Creates a new Duration instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Duration instance
             */
            static create(properties: google.protobuf.Duration.$Properties): google.protobuf.Duration & google.protobuf.Duration.$Properties;
            static create(properties?: google.protobuf.Duration.$Properties): google.protobuf.Duration;

            /**
             * Encodes the specified Duration message. Does not implicitly {@link google.protobuf.Duration.verify|verify} messages.
             * @param message Duration message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Duration.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Duration message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Duration & google.protobuf.Duration.$Properties} Duration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Duration & google.protobuf.Duration.$Properties;
        }

        namespace Duration {

            /** Properties of a Duration. */
            interface $Properties {

                /** Duration seconds */
                seconds?: (number|null);

                /** Duration nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Duration. */
            type $Shape = google.protobuf.Duration.$Properties;
        }

        /**
         * Properties of a Struct.
         * @deprecated Use google.protobuf.Struct.$Properties instead.
         */
        interface IStruct extends google.protobuf.Struct.$Properties {
        }

        /** Represents a Struct. */
        class Struct {

            /**
             * Constructs a new Struct.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Struct.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Struct fields. */
            fields: { [k: string]: google.protobuf.Value.$Properties };

            /**
             * Creates a new Struct instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Struct instance
             */
            static create(properties: google.protobuf.Struct.$Shape): google.protobuf.Struct & google.protobuf.Struct.$Shape;
            static create(properties?: google.protobuf.Struct.$Properties): google.protobuf.Struct;

            /**
             * Encodes the specified Struct message. Does not implicitly {@link google.protobuf.Struct.verify|verify} messages.
             * @param message Struct message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Struct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Struct message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Struct & google.protobuf.Struct.$Shape} Struct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Struct & google.protobuf.Struct.$Shape;
        }

        namespace Struct {

            /** Properties of a Struct. */
            interface $Properties {

                /** Struct fields */
                fields?: ({ [k: string]: google.protobuf.Value.$Properties }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Struct. */
            type $Shape = {
              fields?: { [k: string]: google.protobuf.Value.$Shape }|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Value.
         * @deprecated Use google.protobuf.Value.$Properties instead.
         */
        interface IValue extends google.protobuf.Value.$Properties {
        }

        /** Represents a Value. */
        class Value {

            /**
             * Constructs a new Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Value nullValue. */
            nullValue?: (google.protobuf.NullValue|null);

            /** Value numberValue. */
            numberValue?: (number|null);

            /** Value stringValue. */
            stringValue?: (string|null);

            /** Value boolValue. */
            boolValue?: (boolean|null);

            /** Value structValue. */
            structValue?: (google.protobuf.Struct.$Properties|null);

            /** Value listValue. */
            listValue?: (google.protobuf.ListValue.$Properties|null);

            /** Value kind. */
            kind?: ("nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue");

            /**
             * Creates a new Value instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Value instance
             */
            static create(properties: google.protobuf.Value.$Shape): google.protobuf.Value & google.protobuf.Value.$Shape;
            static create(properties?: google.protobuf.Value.$Properties): google.protobuf.Value;

            /**
             * Encodes the specified Value message. Does not implicitly {@link google.protobuf.Value.verify|verify} messages.
             * @param message Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Value & google.protobuf.Value.$Shape} Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Value & google.protobuf.Value.$Shape;
        }

        namespace Value {

            /** Properties of a Value. */
            interface $Properties {

                /** Value nullValue */
                nullValue?: (google.protobuf.NullValue|null);

                /** Value numberValue */
                numberValue?: (number|null);

                /** Value stringValue */
                stringValue?: (string|null);

                /** Value boolValue */
                boolValue?: (boolean|null);

                /** Value structValue */
                structValue?: (google.protobuf.Struct.$Properties|null);

                /** Value listValue */
                listValue?: (google.protobuf.ListValue.$Properties|null);

                /** Value kind */
                kind?: ("nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Value. */
            type $Shape = {
              nullValue?: google.protobuf.NullValue|null;
              numberValue?: number|null;
              stringValue?: string|null;
              boolValue?: boolean|null;
              structValue?: google.protobuf.Struct.$Shape|null;
              listValue?: google.protobuf.ListValue.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "nullValue"; nullValue: google.protobuf.NullValue; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "numberValue"; nullValue?: null; numberValue: number; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "stringValue"; nullValue?: null; numberValue?: null; stringValue: string; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "boolValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue: boolean; structValue?: null; listValue?: null }|{ kind?: "structValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue: google.protobuf.Struct.$Shape; listValue?: null }|{ kind?: "listValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue: google.protobuf.ListValue.$Shape })
            );
        }

        /** NullValue enum. */
        enum NullValue {

            /** NULL_VALUE value */
            NULL_VALUE = 0
        }

        /**
         * Properties of a ListValue.
         * @deprecated Use google.protobuf.ListValue.$Properties instead.
         */
        interface IListValue extends google.protobuf.ListValue.$Properties {
        }

        /** Represents a ListValue. */
        class ListValue {

            /**
             * Constructs a new ListValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.ListValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListValue values. */
            values: google.protobuf.Value.$Properties[];

            /**
             * Creates a new ListValue instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListValue instance
             */
            static create(properties: google.protobuf.ListValue.$Shape): google.protobuf.ListValue & google.protobuf.ListValue.$Shape;
            static create(properties?: google.protobuf.ListValue.$Properties): google.protobuf.ListValue;

            /**
             * Encodes the specified ListValue message. Does not implicitly {@link google.protobuf.ListValue.verify|verify} messages.
             * @param message ListValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.ListValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.ListValue & google.protobuf.ListValue.$Shape} ListValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.ListValue & google.protobuf.ListValue.$Shape;
        }

        namespace ListValue {

            /** Properties of a ListValue. */
            interface $Properties {

                /** ListValue values */
                values?: (google.protobuf.Value.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListValue. */
            type $Shape = {
              values?: google.protobuf.Value.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Timestamp.
         * @deprecated Use google.protobuf.Timestamp.$Properties instead.
         */
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        /** Represents a Timestamp. */
        class Timestamp {

            /**
             * Constructs a new Timestamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Timestamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Timestamp seconds. */
            seconds: number;

            /** Timestamp nanos. */
            nanos: number;

            /**
             * Creates a new Timestamp instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Timestamp instance
             */
            static create(properties: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp & google.protobuf.Timestamp.$Properties;
            static create(properties?: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @param message Timestamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Properties} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Properties;
        }

        namespace Timestamp {

            /** Properties of a Timestamp. */
            interface $Properties {

                /** Timestamp seconds */
                seconds?: (number|null);

                /** Timestamp nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Timestamp. */
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}
