/* @ts-self-types="./leyline.d.ts" */
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["tolaria"] || ($protobuf.roots["tolaria"] = {});

export const esper = $root.esper = (() => {

    /**
     * Namespace esper.
     * @exports esper
     * @namespace
     */
    const esper = {};

    esper.leyline = (function() {

        /**
         * Namespace leyline.
         * @memberof esper
         * @namespace
         */
        const leyline = {};

        leyline.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof esper.leyline
             * @namespace
             */
            const v1 = {};

            /**
             * SeedLifecycleStage enum.
             * @name esper.leyline.v1.SeedLifecycleStage
             * @enum {number}
             * @property {number} SEED_STAGE_UNKNOWN=0 SEED_STAGE_UNKNOWN value
             * @property {number} SEED_STAGE_DORMANT=1 SEED_STAGE_DORMANT value
             * @property {number} SEED_STAGE_GERMINATED=2 SEED_STAGE_GERMINATED value
             * @property {number} SEED_STAGE_TRAINING=3 SEED_STAGE_TRAINING value
             * @property {number} SEED_STAGE_BLENDING=4 SEED_STAGE_BLENDING value
             * @property {number} SEED_STAGE_SHADOWING=5 SEED_STAGE_SHADOWING value
             * @property {number} SEED_STAGE_PROBATIONARY=6 SEED_STAGE_PROBATIONARY value
             * @property {number} SEED_STAGE_FOSSILIZED=7 SEED_STAGE_FOSSILIZED value
             * @property {number} SEED_STAGE_CULLED=8 SEED_STAGE_CULLED value
             * @property {number} SEED_STAGE_EMBARGOED=9 SEED_STAGE_EMBARGOED value
             * @property {number} SEED_STAGE_RESETTING=10 SEED_STAGE_RESETTING value
             * @property {number} SEED_STAGE_TERMINATED=11 SEED_STAGE_TERMINATED value
             */
            v1.SeedLifecycleStage = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "SEED_STAGE_UNKNOWN"] = 0;
                values[valuesById[1] = "SEED_STAGE_DORMANT"] = 1;
                values[valuesById[2] = "SEED_STAGE_GERMINATED"] = 2;
                values[valuesById[3] = "SEED_STAGE_TRAINING"] = 3;
                values[valuesById[4] = "SEED_STAGE_BLENDING"] = 4;
                values[valuesById[5] = "SEED_STAGE_SHADOWING"] = 5;
                values[valuesById[6] = "SEED_STAGE_PROBATIONARY"] = 6;
                values[valuesById[7] = "SEED_STAGE_FOSSILIZED"] = 7;
                values[valuesById[8] = "SEED_STAGE_CULLED"] = 8;
                values[valuesById[9] = "SEED_STAGE_EMBARGOED"] = 9;
                values[valuesById[10] = "SEED_STAGE_RESETTING"] = 10;
                values[valuesById[11] = "SEED_STAGE_TERMINATED"] = 11;
                return values;
            })();

            /**
             * SeedLifecycleGate enum.
             * @name esper.leyline.v1.SeedLifecycleGate
             * @enum {number}
             * @property {number} SEED_GATE_UNKNOWN=0 SEED_GATE_UNKNOWN value
             * @property {number} SEED_GATE_G0_SANITY=1 SEED_GATE_G0_SANITY value
             * @property {number} SEED_GATE_G1_GRADIENT_HEALTH=2 SEED_GATE_G1_GRADIENT_HEALTH value
             * @property {number} SEED_GATE_G2_STABILITY=3 SEED_GATE_G2_STABILITY value
             * @property {number} SEED_GATE_G3_INTERFACE=4 SEED_GATE_G3_INTERFACE value
             * @property {number} SEED_GATE_G4_SYSTEM_IMPACT=5 SEED_GATE_G4_SYSTEM_IMPACT value
             * @property {number} SEED_GATE_G5_RESET=6 SEED_GATE_G5_RESET value
             */
            v1.SeedLifecycleGate = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "SEED_GATE_UNKNOWN"] = 0;
                values[valuesById[1] = "SEED_GATE_G0_SANITY"] = 1;
                values[valuesById[2] = "SEED_GATE_G1_GRADIENT_HEALTH"] = 2;
                values[valuesById[3] = "SEED_GATE_G2_STABILITY"] = 3;
                values[valuesById[4] = "SEED_GATE_G3_INTERFACE"] = 4;
                values[valuesById[5] = "SEED_GATE_G4_SYSTEM_IMPACT"] = 5;
                values[valuesById[6] = "SEED_GATE_G5_RESET"] = 6;
                return values;
            })();

            /**
             * SeedOperation enum.
             * @name esper.leyline.v1.SeedOperation
             * @enum {number}
             * @property {number} SEED_OP_UNKNOWN=0 SEED_OP_UNKNOWN value
             * @property {number} SEED_OP_GERMINATE=1 SEED_OP_GERMINATE value
             * @property {number} SEED_OP_START_TRAINING=2 SEED_OP_START_TRAINING value
             * @property {number} SEED_OP_START_GRAFTING=3 SEED_OP_START_GRAFTING value
             * @property {number} SEED_OP_STABILIZE=4 SEED_OP_STABILIZE value
             * @property {number} SEED_OP_EVALUATE=5 SEED_OP_EVALUATE value
             * @property {number} SEED_OP_FINE_TUNE=6 SEED_OP_FINE_TUNE value
             * @property {number} SEED_OP_FOSSILIZE=7 SEED_OP_FOSSILIZE value
             * @property {number} SEED_OP_CULL=8 SEED_OP_CULL value
             * @property {number} SEED_OP_CANCEL=9 SEED_OP_CANCEL value
             */
            v1.SeedOperation = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "SEED_OP_UNKNOWN"] = 0;
                values[valuesById[1] = "SEED_OP_GERMINATE"] = 1;
                values[valuesById[2] = "SEED_OP_START_TRAINING"] = 2;
                values[valuesById[3] = "SEED_OP_START_GRAFTING"] = 3;
                values[valuesById[4] = "SEED_OP_STABILIZE"] = 4;
                values[valuesById[5] = "SEED_OP_EVALUATE"] = 5;
                values[valuesById[6] = "SEED_OP_FINE_TUNE"] = 6;
                values[valuesById[7] = "SEED_OP_FOSSILIZE"] = 7;
                values[valuesById[8] = "SEED_OP_CULL"] = 8;
                values[valuesById[9] = "SEED_OP_CANCEL"] = 9;
                return values;
            })();

            /**
             * BlueprintTier enum.
             * @name esper.leyline.v1.BlueprintTier
             * @enum {number}
             * @property {number} BLUEPRINT_TIER_UNSPECIFIED=0 BLUEPRINT_TIER_UNSPECIFIED value
             * @property {number} BLUEPRINT_TIER_SAFE=1 BLUEPRINT_TIER_SAFE value
             * @property {number} BLUEPRINT_TIER_EXPERIMENTAL=2 BLUEPRINT_TIER_EXPERIMENTAL value
             * @property {number} BLUEPRINT_TIER_HIGH_RISK=3 BLUEPRINT_TIER_HIGH_RISK value
             */
            v1.BlueprintTier = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "BLUEPRINT_TIER_UNSPECIFIED"] = 0;
                values[valuesById[1] = "BLUEPRINT_TIER_SAFE"] = 1;
                values[valuesById[2] = "BLUEPRINT_TIER_EXPERIMENTAL"] = 2;
                values[valuesById[3] = "BLUEPRINT_TIER_HIGH_RISK"] = 3;
                return values;
            })();

            v1.SeedState = (function() {

                /**
                 * Properties of a SeedState.
                 * @typedef {Object} esper.leyline.v1.SeedState.$Properties
                 * @property {string|null} [seedId] SeedState seedId
                 * @property {esper.leyline.v1.SeedLifecycleStage|null} [stage] SeedState stage
                 * @property {number|null} [gradientNorm] SeedState gradientNorm
                 * @property {number|null} [learningRate] SeedState learningRate
                 * @property {number|null} [layerDepth] SeedState layerDepth
                 * @property {Object.<string,number>|null} [metrics] SeedState metrics
                 * @property {number|null} [ageEpochs] SeedState ageEpochs
                 * @property {number|null} [riskScore] SeedState riskScore
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SeedState.
                 * @memberof esper.leyline.v1
                 * @interface ISeedState
                 * @augments esper.leyline.v1.SeedState.$Properties
                 * @deprecated Use esper.leyline.v1.SeedState.$Properties instead.
                 */

                /**
                 * Shape of a SeedState.
                 * @typedef {esper.leyline.v1.SeedState.$Properties} esper.leyline.v1.SeedState.$Shape
                 */

                /**
                 * Constructs a new SeedState.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a SeedState.
                 * @constructor
                 * @param {esper.leyline.v1.SeedState.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SeedState = function (properties) {
                    this.metrics = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SeedState seedId.
                 * @member {string} seedId
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.seedId = "";

                /**
                 * SeedState stage.
                 * @member {esper.leyline.v1.SeedLifecycleStage} stage
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.stage = 0;

                /**
                 * SeedState gradientNorm.
                 * @member {number} gradientNorm
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.gradientNorm = 0;

                /**
                 * SeedState learningRate.
                 * @member {number} learningRate
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.learningRate = 0;

                /**
                 * SeedState layerDepth.
                 * @member {number} layerDepth
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.layerDepth = 0;

                /**
                 * SeedState metrics.
                 * @member {Object.<string,number>} metrics
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.metrics = $util.emptyObject;

                /**
                 * SeedState ageEpochs.
                 * @member {number} ageEpochs
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.ageEpochs = 0;

                /**
                 * SeedState riskScore.
                 * @member {number} riskScore
                 * @memberof esper.leyline.v1.SeedState
                 * @instance
                 */
                SeedState.prototype.riskScore = 0;

                /**
                 * Creates a new SeedState instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.SeedState
                 * @static
                 * @param {esper.leyline.v1.SeedState.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.SeedState} SeedState instance
                 * @type {{
                 *   (properties: esper.leyline.v1.SeedState.$Shape): esper.leyline.v1.SeedState & esper.leyline.v1.SeedState.$Shape;
                 *   (properties?: esper.leyline.v1.SeedState.$Properties): esper.leyline.v1.SeedState;
                 * }}
                 */
                SeedState.create = function(properties) {
                    return new SeedState(properties);
                };

                /**
                 * Encodes the specified SeedState message. Does not implicitly {@link esper.leyline.v1.SeedState.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.SeedState
                 * @static
                 * @param {esper.leyline.v1.SeedState.$Properties} message SeedState message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SeedState.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.seedId != null && $Object.hasOwnProperty.call(message, "seedId") && message.seedId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.seedId);
                    if (message.stage != null && $Object.hasOwnProperty.call(message, "stage") && message.stage !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.stage);
                    if (message.gradientNorm != null && $Object.hasOwnProperty.call(message, "gradientNorm") && !$Object.is(message.gradientNorm, 0))
                        writer.uint32(/* id 3, wireType 5 =*/29).float(message.gradientNorm);
                    if (message.learningRate != null && $Object.hasOwnProperty.call(message, "learningRate") && !$Object.is(message.learningRate, 0))
                        writer.uint32(/* id 4, wireType 5 =*/37).float(message.learningRate);
                    if (message.layerDepth != null && $Object.hasOwnProperty.call(message, "layerDepth") && message.layerDepth !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.layerDepth);
                    if (message.metrics != null && $Object.hasOwnProperty.call(message, "metrics"))
                        for (let keys = $Object.keys(message.metrics), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 6, wireType 2 =*/50).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.metrics[keys[i]]).ldelim();
                    if (message.ageEpochs != null && $Object.hasOwnProperty.call(message, "ageEpochs") && message.ageEpochs !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.ageEpochs);
                    if (message.riskScore != null && $Object.hasOwnProperty.call(message, "riskScore") && !$Object.is(message.riskScore, 0))
                        writer.uint32(/* id 8, wireType 5 =*/69).float(message.riskScore);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SeedState message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.SeedState
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SeedState & esper.leyline.v1.SeedState.$Shape} SeedState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SeedState.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.SeedState();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.seedId = value;
                                else
                                    delete message.seedId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.stage = value;
                                else
                                    delete message.stage;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.gradientNorm = value;
                                else
                                    delete message.gradientNorm;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.learningRate = value;
                                else
                                    delete message.learningRate;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.layerDepth = value;
                                else
                                    delete message.layerDepth;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (message.metrics === $util.emptyObject)
                                    message.metrics = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 5)
                                            break;
                                        value = reader.float();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.metrics, key);
                                message.metrics[key] = value;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ageEpochs = value;
                                else
                                    delete message.ageEpochs;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.riskScore = value;
                                else
                                    delete message.riskScore;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SeedState;
            })();

            v1.HardwareContext = (function() {

                /**
                 * Properties of a HardwareContext.
                 * @typedef {Object} esper.leyline.v1.HardwareContext.$Properties
                 * @property {string|null} [deviceType] HardwareContext deviceType
                 * @property {string|null} [deviceId] HardwareContext deviceId
                 * @property {number|null} [totalMemoryGb] HardwareContext totalMemoryGb
                 * @property {number|null} [availableMemoryGb] HardwareContext availableMemoryGb
                 * @property {number|null} [temperatureCelsius] HardwareContext temperatureCelsius
                 * @property {number|null} [utilizationPercent] HardwareContext utilizationPercent
                 * @property {number|null} [computeCapability] HardwareContext computeCapability
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a HardwareContext.
                 * @memberof esper.leyline.v1
                 * @interface IHardwareContext
                 * @augments esper.leyline.v1.HardwareContext.$Properties
                 * @deprecated Use esper.leyline.v1.HardwareContext.$Properties instead.
                 */

                /**
                 * Shape of a HardwareContext.
                 * @typedef {esper.leyline.v1.HardwareContext.$Properties} esper.leyline.v1.HardwareContext.$Shape
                 */

                /**
                 * Constructs a new HardwareContext.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a HardwareContext.
                 * @constructor
                 * @param {esper.leyline.v1.HardwareContext.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const HardwareContext = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * HardwareContext deviceType.
                 * @member {string} deviceType
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.deviceType = "";

                /**
                 * HardwareContext deviceId.
                 * @member {string} deviceId
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.deviceId = "";

                /**
                 * HardwareContext totalMemoryGb.
                 * @member {number} totalMemoryGb
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.totalMemoryGb = 0;

                /**
                 * HardwareContext availableMemoryGb.
                 * @member {number} availableMemoryGb
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.availableMemoryGb = 0;

                /**
                 * HardwareContext temperatureCelsius.
                 * @member {number} temperatureCelsius
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.temperatureCelsius = 0;

                /**
                 * HardwareContext utilizationPercent.
                 * @member {number} utilizationPercent
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.utilizationPercent = 0;

                /**
                 * HardwareContext computeCapability.
                 * @member {number} computeCapability
                 * @memberof esper.leyline.v1.HardwareContext
                 * @instance
                 */
                HardwareContext.prototype.computeCapability = 0;

                /**
                 * Creates a new HardwareContext instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.HardwareContext
                 * @static
                 * @param {esper.leyline.v1.HardwareContext.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.HardwareContext} HardwareContext instance
                 * @type {{
                 *   (properties: esper.leyline.v1.HardwareContext.$Shape): esper.leyline.v1.HardwareContext & esper.leyline.v1.HardwareContext.$Shape;
                 *   (properties?: esper.leyline.v1.HardwareContext.$Properties): esper.leyline.v1.HardwareContext;
                 * }}
                 */
                HardwareContext.create = function(properties) {
                    return new HardwareContext(properties);
                };

                /**
                 * Encodes the specified HardwareContext message. Does not implicitly {@link esper.leyline.v1.HardwareContext.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.HardwareContext
                 * @static
                 * @param {esper.leyline.v1.HardwareContext.$Properties} message HardwareContext message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                HardwareContext.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.deviceType != null && $Object.hasOwnProperty.call(message, "deviceType") && message.deviceType !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.deviceType);
                    if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.deviceId);
                    if (message.totalMemoryGb != null && $Object.hasOwnProperty.call(message, "totalMemoryGb") && !$Object.is(message.totalMemoryGb, 0))
                        writer.uint32(/* id 3, wireType 5 =*/29).float(message.totalMemoryGb);
                    if (message.availableMemoryGb != null && $Object.hasOwnProperty.call(message, "availableMemoryGb") && !$Object.is(message.availableMemoryGb, 0))
                        writer.uint32(/* id 4, wireType 5 =*/37).float(message.availableMemoryGb);
                    if (message.temperatureCelsius != null && $Object.hasOwnProperty.call(message, "temperatureCelsius") && !$Object.is(message.temperatureCelsius, 0))
                        writer.uint32(/* id 5, wireType 5 =*/45).float(message.temperatureCelsius);
                    if (message.utilizationPercent != null && $Object.hasOwnProperty.call(message, "utilizationPercent") && !$Object.is(message.utilizationPercent, 0))
                        writer.uint32(/* id 6, wireType 5 =*/53).float(message.utilizationPercent);
                    if (message.computeCapability != null && $Object.hasOwnProperty.call(message, "computeCapability") && message.computeCapability !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.computeCapability);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a HardwareContext message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.HardwareContext
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.HardwareContext & esper.leyline.v1.HardwareContext.$Shape} HardwareContext
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                HardwareContext.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.HardwareContext();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.deviceType = value;
                                else
                                    delete message.deviceType;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.deviceId = value;
                                else
                                    delete message.deviceId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.totalMemoryGb = value;
                                else
                                    delete message.totalMemoryGb;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.availableMemoryGb = value;
                                else
                                    delete message.availableMemoryGb;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.temperatureCelsius = value;
                                else
                                    delete message.temperatureCelsius;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.utilizationPercent = value;
                                else
                                    delete message.utilizationPercent;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.computeCapability = value;
                                else
                                    delete message.computeCapability;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return HardwareContext;
            })();

            v1.SystemStatePacket = (function() {

                /**
                 * Properties of a SystemStatePacket.
                 * @typedef {Object} esper.leyline.v1.SystemStatePacket.$Properties
                 * @property {number|null} [version] SystemStatePacket version
                 * @property {number|null} [currentEpoch] SystemStatePacket currentEpoch
                 * @property {number|null} [validationAccuracy] SystemStatePacket validationAccuracy
                 * @property {number|null} [validationLoss] SystemStatePacket validationLoss
                 * @property {number|null} [timestampNs] SystemStatePacket timestampNs
                 * @property {esper.leyline.v1.HardwareContext.$Properties|null} [hardwareContext] SystemStatePacket hardwareContext
                 * @property {Object.<string,number>|null} [trainingMetrics] SystemStatePacket trainingMetrics
                 * @property {Array.<esper.leyline.v1.SeedState.$Properties>|null} [seedStates] SystemStatePacket seedStates
                 * @property {string|null} [packetId] SystemStatePacket packetId
                 * @property {number|null} [globalStep] SystemStatePacket globalStep
                 * @property {number|null} [trainingLoss] SystemStatePacket trainingLoss
                 * @property {string|null} [sourceSubsystem] SystemStatePacket sourceSubsystem
                 * @property {string|null} [trainingRunId] SystemStatePacket trainingRunId
                 * @property {string|null} [experimentName] SystemStatePacket experimentName
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SystemStatePacket.
                 * @memberof esper.leyline.v1
                 * @interface ISystemStatePacket
                 * @augments esper.leyline.v1.SystemStatePacket.$Properties
                 * @deprecated Use esper.leyline.v1.SystemStatePacket.$Properties instead.
                 */

                /**
                 * Shape of a SystemStatePacket.
                 * @typedef {esper.leyline.v1.SystemStatePacket.$Properties} esper.leyline.v1.SystemStatePacket.$Shape
                 */

                /**
                 * Constructs a new SystemStatePacket.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a SystemStatePacket.
                 * @constructor
                 * @param {esper.leyline.v1.SystemStatePacket.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SystemStatePacket = function (properties) {
                    this.trainingMetrics = {};
                    this.seedStates = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SystemStatePacket version.
                 * @member {number} version
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.version = 0;

                /**
                 * SystemStatePacket currentEpoch.
                 * @member {number} currentEpoch
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.currentEpoch = 0;

                /**
                 * SystemStatePacket validationAccuracy.
                 * @member {number} validationAccuracy
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.validationAccuracy = 0;

                /**
                 * SystemStatePacket validationLoss.
                 * @member {number} validationLoss
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.validationLoss = 0;

                /**
                 * SystemStatePacket timestampNs.
                 * @member {number} timestampNs
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.timestampNs = 0;

                /**
                 * SystemStatePacket hardwareContext.
                 * @member {esper.leyline.v1.HardwareContext.$Properties|null|undefined} hardwareContext
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.hardwareContext = null;

                /**
                 * SystemStatePacket trainingMetrics.
                 * @member {Object.<string,number>} trainingMetrics
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.trainingMetrics = $util.emptyObject;

                /**
                 * SystemStatePacket seedStates.
                 * @member {Array.<esper.leyline.v1.SeedState.$Properties>} seedStates
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.seedStates = $util.emptyArray;

                /**
                 * SystemStatePacket packetId.
                 * @member {string} packetId
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.packetId = "";

                /**
                 * SystemStatePacket globalStep.
                 * @member {number} globalStep
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.globalStep = 0;

                /**
                 * SystemStatePacket trainingLoss.
                 * @member {number} trainingLoss
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.trainingLoss = 0;

                /**
                 * SystemStatePacket sourceSubsystem.
                 * @member {string} sourceSubsystem
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.sourceSubsystem = "";

                /**
                 * SystemStatePacket trainingRunId.
                 * @member {string} trainingRunId
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.trainingRunId = "";

                /**
                 * SystemStatePacket experimentName.
                 * @member {string} experimentName
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @instance
                 */
                SystemStatePacket.prototype.experimentName = "";

                /**
                 * Creates a new SystemStatePacket instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @static
                 * @param {esper.leyline.v1.SystemStatePacket.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.SystemStatePacket} SystemStatePacket instance
                 * @type {{
                 *   (properties: esper.leyline.v1.SystemStatePacket.$Shape): esper.leyline.v1.SystemStatePacket & esper.leyline.v1.SystemStatePacket.$Shape;
                 *   (properties?: esper.leyline.v1.SystemStatePacket.$Properties): esper.leyline.v1.SystemStatePacket;
                 * }}
                 */
                SystemStatePacket.create = function(properties) {
                    return new SystemStatePacket(properties);
                };

                /**
                 * Encodes the specified SystemStatePacket message. Does not implicitly {@link esper.leyline.v1.SystemStatePacket.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @static
                 * @param {esper.leyline.v1.SystemStatePacket.$Properties} message SystemStatePacket message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SystemStatePacket.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.currentEpoch != null && $Object.hasOwnProperty.call(message, "currentEpoch") && message.currentEpoch !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.currentEpoch);
                    if (message.validationAccuracy != null && $Object.hasOwnProperty.call(message, "validationAccuracy") && !$Object.is(message.validationAccuracy, 0))
                        writer.uint32(/* id 3, wireType 5 =*/29).float(message.validationAccuracy);
                    if (message.validationLoss != null && $Object.hasOwnProperty.call(message, "validationLoss") && !$Object.is(message.validationLoss, 0))
                        writer.uint32(/* id 4, wireType 5 =*/37).float(message.validationLoss);
                    if (message.timestampNs != null && $Object.hasOwnProperty.call(message, "timestampNs") && (typeof message.timestampNs === "object" ? message.timestampNs.low || message.timestampNs.high : message.timestampNs !== 0))
                        writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.timestampNs);
                    if (message.hardwareContext != null && $Object.hasOwnProperty.call(message, "hardwareContext"))
                        $root.esper.leyline.v1.HardwareContext.encode(message.hardwareContext, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.trainingMetrics != null && $Object.hasOwnProperty.call(message, "trainingMetrics"))
                        for (let keys = $Object.keys(message.trainingMetrics), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.trainingMetrics[keys[i]]).ldelim();
                    if (message.seedStates != null && message.seedStates.length)
                        for (let i = 0; i < message.seedStates.length; ++i)
                            $root.esper.leyline.v1.SeedState.encode(message.seedStates[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.packetId != null && $Object.hasOwnProperty.call(message, "packetId") && message.packetId !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.packetId);
                    if (message.globalStep != null && $Object.hasOwnProperty.call(message, "globalStep") && (typeof message.globalStep === "object" ? message.globalStep.low || message.globalStep.high : message.globalStep !== 0))
                        writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.globalStep);
                    if (message.trainingLoss != null && $Object.hasOwnProperty.call(message, "trainingLoss") && !$Object.is(message.trainingLoss, 0))
                        writer.uint32(/* id 11, wireType 5 =*/93).float(message.trainingLoss);
                    if (message.sourceSubsystem != null && $Object.hasOwnProperty.call(message, "sourceSubsystem") && message.sourceSubsystem !== "")
                        writer.uint32(/* id 12, wireType 2 =*/98).string(message.sourceSubsystem);
                    if (message.trainingRunId != null && $Object.hasOwnProperty.call(message, "trainingRunId") && message.trainingRunId !== "")
                        writer.uint32(/* id 13, wireType 2 =*/106).string(message.trainingRunId);
                    if (message.experimentName != null && $Object.hasOwnProperty.call(message, "experimentName") && message.experimentName !== "")
                        writer.uint32(/* id 14, wireType 2 =*/114).string(message.experimentName);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SystemStatePacket message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.SystemStatePacket
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SystemStatePacket & esper.leyline.v1.SystemStatePacket.$Shape} SystemStatePacket
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SystemStatePacket.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.SystemStatePacket();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.currentEpoch = value;
                                else
                                    delete message.currentEpoch;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.validationAccuracy = value;
                                else
                                    delete message.validationAccuracy;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.validationLoss = value;
                                else
                                    delete message.validationLoss;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.timestampNs = value;
                                else
                                    delete message.timestampNs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.hardwareContext = $root.esper.leyline.v1.HardwareContext.decode(reader, reader.size(), $undefined, _depth + 1, message.hardwareContext);
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (message.trainingMetrics === $util.emptyObject)
                                    message.trainingMetrics = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 5)
                                            break;
                                        value = reader.float();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.trainingMetrics, key);
                                message.trainingMetrics[key] = value;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.seedStates && message.seedStates.length))
                                    message.seedStates = [];
                                message.seedStates.push($root.esper.leyline.v1.SeedState.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.packetId = value;
                                else
                                    delete message.packetId;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.globalStep = value;
                                else
                                    delete message.globalStep;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 5)
                                    break;
                                if (!$Object.is(value = reader.float(), 0))
                                    message.trainingLoss = value;
                                else
                                    delete message.trainingLoss;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sourceSubsystem = value;
                                else
                                    delete message.sourceSubsystem;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.trainingRunId = value;
                                else
                                    delete message.trainingRunId;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.experimentName = value;
                                else
                                    delete message.experimentName;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SystemStatePacket;
            })();

            /**
             * CommandType enum.
             * @name esper.leyline.v1.CommandType
             * @enum {number}
             * @property {number} COMMAND_UNKNOWN=0 COMMAND_UNKNOWN value
             * @property {number} COMMAND_SEED=1 COMMAND_SEED value
             * @property {number} COMMAND_ROLLBACK=2 COMMAND_ROLLBACK value
             * @property {number} COMMAND_OPTIMIZER=3 COMMAND_OPTIMIZER value
             * @property {number} COMMAND_CIRCUIT_BREAKER=4 COMMAND_CIRCUIT_BREAKER value
             * @property {number} COMMAND_PAUSE=5 COMMAND_PAUSE value
             * @property {number} COMMAND_EMERGENCY=6 COMMAND_EMERGENCY value
             * @property {number} COMMAND_STRUCTURAL_PRUNING=7 COMMAND_STRUCTURAL_PRUNING value
             */
            v1.CommandType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "COMMAND_UNKNOWN"] = 0;
                values[valuesById[1] = "COMMAND_SEED"] = 1;
                values[valuesById[2] = "COMMAND_ROLLBACK"] = 2;
                values[valuesById[3] = "COMMAND_OPTIMIZER"] = 3;
                values[valuesById[4] = "COMMAND_CIRCUIT_BREAKER"] = 4;
                values[valuesById[5] = "COMMAND_PAUSE"] = 5;
                values[valuesById[6] = "COMMAND_EMERGENCY"] = 6;
                values[valuesById[7] = "COMMAND_STRUCTURAL_PRUNING"] = 7;
                return values;
            })();

            /**
             * CircuitBreakerState enum.
             * @name esper.leyline.v1.CircuitBreakerState
             * @enum {number}
             * @property {number} CIRCUIT_STATE_UNKNOWN=0 CIRCUIT_STATE_UNKNOWN value
             * @property {number} CIRCUIT_STATE_CLOSED=1 CIRCUIT_STATE_CLOSED value
             * @property {number} CIRCUIT_STATE_OPEN=2 CIRCUIT_STATE_OPEN value
             * @property {number} CIRCUIT_STATE_HALF_OPEN=3 CIRCUIT_STATE_HALF_OPEN value
             */
            v1.CircuitBreakerState = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "CIRCUIT_STATE_UNKNOWN"] = 0;
                values[valuesById[1] = "CIRCUIT_STATE_CLOSED"] = 1;
                values[valuesById[2] = "CIRCUIT_STATE_OPEN"] = 2;
                values[valuesById[3] = "CIRCUIT_STATE_HALF_OPEN"] = 3;
                return values;
            })();

            v1.CommandSeedOperation = (function() {

                /**
                 * Properties of a CommandSeedOperation.
                 * @typedef {Object} esper.leyline.v1.CommandSeedOperation.$Properties
                 * @property {esper.leyline.v1.SeedOperation|null} [operation] CommandSeedOperation operation
                 * @property {string|null} [blueprintId] CommandSeedOperation blueprintId
                 * @property {Object.<string,number>|null} [parameters] CommandSeedOperation parameters
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CommandSeedOperation.
                 * @memberof esper.leyline.v1
                 * @interface ICommandSeedOperation
                 * @augments esper.leyline.v1.CommandSeedOperation.$Properties
                 * @deprecated Use esper.leyline.v1.CommandSeedOperation.$Properties instead.
                 */

                /**
                 * Shape of a CommandSeedOperation.
                 * @typedef {esper.leyline.v1.CommandSeedOperation.$Properties} esper.leyline.v1.CommandSeedOperation.$Shape
                 */

                /**
                 * Constructs a new CommandSeedOperation.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a CommandSeedOperation.
                 * @constructor
                 * @param {esper.leyline.v1.CommandSeedOperation.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CommandSeedOperation = function (properties) {
                    this.parameters = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CommandSeedOperation operation.
                 * @member {esper.leyline.v1.SeedOperation} operation
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @instance
                 */
                CommandSeedOperation.prototype.operation = 0;

                /**
                 * CommandSeedOperation blueprintId.
                 * @member {string} blueprintId
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @instance
                 */
                CommandSeedOperation.prototype.blueprintId = "";

                /**
                 * CommandSeedOperation parameters.
                 * @member {Object.<string,number>} parameters
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @instance
                 */
                CommandSeedOperation.prototype.parameters = $util.emptyObject;

                /**
                 * Creates a new CommandSeedOperation instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @static
                 * @param {esper.leyline.v1.CommandSeedOperation.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.CommandSeedOperation} CommandSeedOperation instance
                 * @type {{
                 *   (properties: esper.leyline.v1.CommandSeedOperation.$Shape): esper.leyline.v1.CommandSeedOperation & esper.leyline.v1.CommandSeedOperation.$Shape;
                 *   (properties?: esper.leyline.v1.CommandSeedOperation.$Properties): esper.leyline.v1.CommandSeedOperation;
                 * }}
                 */
                CommandSeedOperation.create = function(properties) {
                    return new CommandSeedOperation(properties);
                };

                /**
                 * Encodes the specified CommandSeedOperation message. Does not implicitly {@link esper.leyline.v1.CommandSeedOperation.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @static
                 * @param {esper.leyline.v1.CommandSeedOperation.$Properties} message CommandSeedOperation message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CommandSeedOperation.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.operation != null && $Object.hasOwnProperty.call(message, "operation") && message.operation !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.operation);
                    if (message.blueprintId != null && $Object.hasOwnProperty.call(message, "blueprintId") && message.blueprintId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.blueprintId);
                    if (message.parameters != null && $Object.hasOwnProperty.call(message, "parameters"))
                        for (let keys = $Object.keys(message.parameters), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.parameters[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CommandSeedOperation message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.CommandSeedOperation
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandSeedOperation & esper.leyline.v1.CommandSeedOperation.$Shape} CommandSeedOperation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CommandSeedOperation.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.CommandSeedOperation();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.operation = value;
                                else
                                    delete message.operation;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.blueprintId = value;
                                else
                                    delete message.blueprintId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (message.parameters === $util.emptyObject)
                                    message.parameters = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 5)
                                            break;
                                        value = reader.float();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.parameters, key);
                                message.parameters[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CommandSeedOperation;
            })();

            v1.CommandOptimizerAdjustment = (function() {

                /**
                 * Properties of a CommandOptimizerAdjustment.
                 * @typedef {Object} esper.leyline.v1.CommandOptimizerAdjustment.$Properties
                 * @property {string|null} [optimizerId] CommandOptimizerAdjustment optimizerId
                 * @property {Object.<string,number>|null} [hyperparameters] CommandOptimizerAdjustment hyperparameters
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CommandOptimizerAdjustment.
                 * @memberof esper.leyline.v1
                 * @interface ICommandOptimizerAdjustment
                 * @augments esper.leyline.v1.CommandOptimizerAdjustment.$Properties
                 * @deprecated Use esper.leyline.v1.CommandOptimizerAdjustment.$Properties instead.
                 */

                /**
                 * Shape of a CommandOptimizerAdjustment.
                 * @typedef {esper.leyline.v1.CommandOptimizerAdjustment.$Properties} esper.leyline.v1.CommandOptimizerAdjustment.$Shape
                 */

                /**
                 * Constructs a new CommandOptimizerAdjustment.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a CommandOptimizerAdjustment.
                 * @constructor
                 * @param {esper.leyline.v1.CommandOptimizerAdjustment.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CommandOptimizerAdjustment = function (properties) {
                    this.hyperparameters = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CommandOptimizerAdjustment optimizerId.
                 * @member {string} optimizerId
                 * @memberof esper.leyline.v1.CommandOptimizerAdjustment
                 * @instance
                 */
                CommandOptimizerAdjustment.prototype.optimizerId = "";

                /**
                 * CommandOptimizerAdjustment hyperparameters.
                 * @member {Object.<string,number>} hyperparameters
                 * @memberof esper.leyline.v1.CommandOptimizerAdjustment
                 * @instance
                 */
                CommandOptimizerAdjustment.prototype.hyperparameters = $util.emptyObject;

                /**
                 * Creates a new CommandOptimizerAdjustment instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.CommandOptimizerAdjustment
                 * @static
                 * @param {esper.leyline.v1.CommandOptimizerAdjustment.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.CommandOptimizerAdjustment} CommandOptimizerAdjustment instance
                 * @type {{
                 *   (properties: esper.leyline.v1.CommandOptimizerAdjustment.$Shape): esper.leyline.v1.CommandOptimizerAdjustment & esper.leyline.v1.CommandOptimizerAdjustment.$Shape;
                 *   (properties?: esper.leyline.v1.CommandOptimizerAdjustment.$Properties): esper.leyline.v1.CommandOptimizerAdjustment;
                 * }}
                 */
                CommandOptimizerAdjustment.create = function(properties) {
                    return new CommandOptimizerAdjustment(properties);
                };

                /**
                 * Encodes the specified CommandOptimizerAdjustment message. Does not implicitly {@link esper.leyline.v1.CommandOptimizerAdjustment.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.CommandOptimizerAdjustment
                 * @static
                 * @param {esper.leyline.v1.CommandOptimizerAdjustment.$Properties} message CommandOptimizerAdjustment message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CommandOptimizerAdjustment.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.optimizerId != null && $Object.hasOwnProperty.call(message, "optimizerId") && message.optimizerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.optimizerId);
                    if (message.hyperparameters != null && $Object.hasOwnProperty.call(message, "hyperparameters"))
                        for (let keys = $Object.keys(message.hyperparameters), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.hyperparameters[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CommandOptimizerAdjustment message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.CommandOptimizerAdjustment
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandOptimizerAdjustment & esper.leyline.v1.CommandOptimizerAdjustment.$Shape} CommandOptimizerAdjustment
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CommandOptimizerAdjustment.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.CommandOptimizerAdjustment();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.optimizerId = value;
                                else
                                    delete message.optimizerId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (message.hyperparameters === $util.emptyObject)
                                    message.hyperparameters = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 5)
                                            break;
                                        value = reader.float();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.hyperparameters, key);
                                message.hyperparameters[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CommandOptimizerAdjustment;
            })();

            v1.CommandCircuitBreaker = (function() {

                /**
                 * Properties of a CommandCircuitBreaker.
                 * @typedef {Object} esper.leyline.v1.CommandCircuitBreaker.$Properties
                 * @property {esper.leyline.v1.CircuitBreakerState|null} [desiredState] CommandCircuitBreaker desiredState
                 * @property {string|null} [rationale] CommandCircuitBreaker rationale
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CommandCircuitBreaker.
                 * @memberof esper.leyline.v1
                 * @interface ICommandCircuitBreaker
                 * @augments esper.leyline.v1.CommandCircuitBreaker.$Properties
                 * @deprecated Use esper.leyline.v1.CommandCircuitBreaker.$Properties instead.
                 */

                /**
                 * Shape of a CommandCircuitBreaker.
                 * @typedef {esper.leyline.v1.CommandCircuitBreaker.$Properties} esper.leyline.v1.CommandCircuitBreaker.$Shape
                 */

                /**
                 * Constructs a new CommandCircuitBreaker.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a CommandCircuitBreaker.
                 * @constructor
                 * @param {esper.leyline.v1.CommandCircuitBreaker.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CommandCircuitBreaker = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CommandCircuitBreaker desiredState.
                 * @member {esper.leyline.v1.CircuitBreakerState} desiredState
                 * @memberof esper.leyline.v1.CommandCircuitBreaker
                 * @instance
                 */
                CommandCircuitBreaker.prototype.desiredState = 0;

                /**
                 * CommandCircuitBreaker rationale.
                 * @member {string} rationale
                 * @memberof esper.leyline.v1.CommandCircuitBreaker
                 * @instance
                 */
                CommandCircuitBreaker.prototype.rationale = "";

                /**
                 * Creates a new CommandCircuitBreaker instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.CommandCircuitBreaker
                 * @static
                 * @param {esper.leyline.v1.CommandCircuitBreaker.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.CommandCircuitBreaker} CommandCircuitBreaker instance
                 * @type {{
                 *   (properties: esper.leyline.v1.CommandCircuitBreaker.$Shape): esper.leyline.v1.CommandCircuitBreaker & esper.leyline.v1.CommandCircuitBreaker.$Shape;
                 *   (properties?: esper.leyline.v1.CommandCircuitBreaker.$Properties): esper.leyline.v1.CommandCircuitBreaker;
                 * }}
                 */
                CommandCircuitBreaker.create = function(properties) {
                    return new CommandCircuitBreaker(properties);
                };

                /**
                 * Encodes the specified CommandCircuitBreaker message. Does not implicitly {@link esper.leyline.v1.CommandCircuitBreaker.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.CommandCircuitBreaker
                 * @static
                 * @param {esper.leyline.v1.CommandCircuitBreaker.$Properties} message CommandCircuitBreaker message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CommandCircuitBreaker.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.desiredState != null && $Object.hasOwnProperty.call(message, "desiredState") && message.desiredState !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.desiredState);
                    if (message.rationale != null && $Object.hasOwnProperty.call(message, "rationale") && message.rationale !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.rationale);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CommandCircuitBreaker message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.CommandCircuitBreaker
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.CommandCircuitBreaker & esper.leyline.v1.CommandCircuitBreaker.$Shape} CommandCircuitBreaker
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CommandCircuitBreaker.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.CommandCircuitBreaker();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.desiredState = value;
                                else
                                    delete message.desiredState;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.rationale = value;
                                else
                                    delete message.rationale;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CommandCircuitBreaker;
            })();

            v1.AdaptationCommand = (function() {

                /**
                 * Properties of an AdaptationCommand.
                 * @typedef {Object} esper.leyline.v1.AdaptationCommand.$Properties
                 * @property {number|null} [version] AdaptationCommand version
                 * @property {string|null} [commandId] AdaptationCommand commandId
                 * @property {esper.leyline.v1.CommandType|null} [commandType] AdaptationCommand commandType
                 * @property {string|null} [targetSeedId] AdaptationCommand targetSeedId
                 * @property {number|null} [executionDeadlineMs] AdaptationCommand executionDeadlineMs
                 * @property {google.protobuf.Timestamp.$Properties|null} [issuedAt] AdaptationCommand issuedAt
                 * @property {string|null} [issuedBy] AdaptationCommand issuedBy
                 * @property {esper.leyline.v1.CommandSeedOperation.$Properties|null} [seedOperation] AdaptationCommand seedOperation
                 * @property {esper.leyline.v1.CommandOptimizerAdjustment.$Properties|null} [optimizerAdjustment] AdaptationCommand optimizerAdjustment
                 * @property {esper.leyline.v1.CommandCircuitBreaker.$Properties|null} [circuitBreaker] AdaptationCommand circuitBreaker
                 * @property {google.protobuf.Struct.$Properties|null} [rollbackPayload] AdaptationCommand rollbackPayload
                 * @property {Object.<string,string>|null} [annotations] AdaptationCommand annotations
                 * @property {Array.<esper.leyline.v1.AdaptationCommand.$Properties>|null} [further] AdaptationCommand further
                 * @property {"seedOperation"|"optimizerAdjustment"|"circuitBreaker"|"rollbackPayload"} [payload] AdaptationCommand payload
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an AdaptationCommand.
                 * @memberof esper.leyline.v1
                 * @interface IAdaptationCommand
                 * @augments esper.leyline.v1.AdaptationCommand.$Properties
                 * @deprecated Use esper.leyline.v1.AdaptationCommand.$Properties instead.
                 */

                /**
                 * Narrowed shape of an AdaptationCommand.
                 * @typedef {{
                 *   version?: number|null;
                 *   commandId?: string|null;
                 *   commandType?: esper.leyline.v1.CommandType|null;
                 *   targetSeedId?: string|null;
                 *   executionDeadlineMs?: number|null;
                 *   issuedAt?: google.protobuf.Timestamp.$Shape|null;
                 *   issuedBy?: string|null;
                 *   seedOperation?: esper.leyline.v1.CommandSeedOperation.$Shape|null;
                 *   optimizerAdjustment?: esper.leyline.v1.CommandOptimizerAdjustment.$Shape|null;
                 *   circuitBreaker?: esper.leyline.v1.CommandCircuitBreaker.$Shape|null;
                 *   rollbackPayload?: google.protobuf.Struct.$Shape|null;
                 *   annotations?: Object.<string,string>|null;
                 *   further?: Array.<esper.leyline.v1.AdaptationCommand.$Shape>|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ payload?: undefined; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "seedOperation"; seedOperation: esper.leyline.v1.CommandSeedOperation.$Shape; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "optimizerAdjustment"; seedOperation?: null; optimizerAdjustment: esper.leyline.v1.CommandOptimizerAdjustment.$Shape; circuitBreaker?: null; rollbackPayload?: null }|{ payload?: "circuitBreaker"; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker: esper.leyline.v1.CommandCircuitBreaker.$Shape; rollbackPayload?: null }|{ payload?: "rollbackPayload"; seedOperation?: null; optimizerAdjustment?: null; circuitBreaker?: null; rollbackPayload: google.protobuf.Struct.$Shape })
                 * )} esper.leyline.v1.AdaptationCommand.$Shape
                 */

                /**
                 * Constructs a new AdaptationCommand.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents an AdaptationCommand.
                 * @constructor
                 * @param {esper.leyline.v1.AdaptationCommand.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const AdaptationCommand = function (properties) {
                    this.annotations = {};
                    this.further = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * AdaptationCommand version.
                 * @member {number} version
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.version = 0;

                /**
                 * AdaptationCommand commandId.
                 * @member {string} commandId
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.commandId = "";

                /**
                 * AdaptationCommand commandType.
                 * @member {esper.leyline.v1.CommandType} commandType
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.commandType = 0;

                /**
                 * AdaptationCommand targetSeedId.
                 * @member {string} targetSeedId
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.targetSeedId = "";

                /**
                 * AdaptationCommand executionDeadlineMs.
                 * @member {number} executionDeadlineMs
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.executionDeadlineMs = 0;

                /**
                 * AdaptationCommand issuedAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} issuedAt
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.issuedAt = null;

                /**
                 * AdaptationCommand issuedBy.
                 * @member {string} issuedBy
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.issuedBy = "";

                /**
                 * AdaptationCommand seedOperation.
                 * @member {esper.leyline.v1.CommandSeedOperation.$Properties|null|undefined} seedOperation
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.seedOperation = null;

                /**
                 * AdaptationCommand optimizerAdjustment.
                 * @member {esper.leyline.v1.CommandOptimizerAdjustment.$Properties|null|undefined} optimizerAdjustment
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.optimizerAdjustment = null;

                /**
                 * AdaptationCommand circuitBreaker.
                 * @member {esper.leyline.v1.CommandCircuitBreaker.$Properties|null|undefined} circuitBreaker
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.circuitBreaker = null;

                /**
                 * AdaptationCommand rollbackPayload.
                 * @member {google.protobuf.Struct.$Properties|null|undefined} rollbackPayload
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.rollbackPayload = null;

                /**
                 * AdaptationCommand annotations.
                 * @member {Object.<string,string>} annotations
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.annotations = $util.emptyObject;

                /**
                 * AdaptationCommand further.
                 * @member {Array.<esper.leyline.v1.AdaptationCommand.$Properties>} further
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                AdaptationCommand.prototype.further = $util.emptyArray;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * AdaptationCommand payload.
                 * @member {"seedOperation"|"optimizerAdjustment"|"circuitBreaker"|"rollbackPayload"|undefined} payload
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @instance
                 */
                $Object.defineProperty(AdaptationCommand.prototype, "payload", {
                    get: $util.oneOfGetter($oneOfFields = ["seedOperation", "optimizerAdjustment", "circuitBreaker", "rollbackPayload"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new AdaptationCommand instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @static
                 * @param {esper.leyline.v1.AdaptationCommand.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.AdaptationCommand} AdaptationCommand instance
                 * @type {{
                 *   (properties: esper.leyline.v1.AdaptationCommand.$Shape): esper.leyline.v1.AdaptationCommand & esper.leyline.v1.AdaptationCommand.$Shape;
                 *   (properties?: esper.leyline.v1.AdaptationCommand.$Properties): esper.leyline.v1.AdaptationCommand;
                 * }}
                 */
                AdaptationCommand.create = function(properties) {
                    return new AdaptationCommand(properties);
                };

                /**
                 * Encodes the specified AdaptationCommand message. Does not implicitly {@link esper.leyline.v1.AdaptationCommand.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @static
                 * @param {esper.leyline.v1.AdaptationCommand.$Properties} message AdaptationCommand message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                AdaptationCommand.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.commandId);
                    if (message.commandType != null && $Object.hasOwnProperty.call(message, "commandType") && message.commandType !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.commandType);
                    if (message.targetSeedId != null && $Object.hasOwnProperty.call(message, "targetSeedId") && message.targetSeedId !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.targetSeedId);
                    if (message.executionDeadlineMs != null && $Object.hasOwnProperty.call(message, "executionDeadlineMs") && message.executionDeadlineMs !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.executionDeadlineMs);
                    if (message.issuedAt != null && $Object.hasOwnProperty.call(message, "issuedAt"))
                        $root.google.protobuf.Timestamp.encode(message.issuedAt, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.issuedBy != null && $Object.hasOwnProperty.call(message, "issuedBy") && message.issuedBy !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.issuedBy);
                    if (message.seedOperation != null && $Object.hasOwnProperty.call(message, "seedOperation"))
                        $root.esper.leyline.v1.CommandSeedOperation.encode(message.seedOperation, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.optimizerAdjustment != null && $Object.hasOwnProperty.call(message, "optimizerAdjustment"))
                        $root.esper.leyline.v1.CommandOptimizerAdjustment.encode(message.optimizerAdjustment, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                    if (message.circuitBreaker != null && $Object.hasOwnProperty.call(message, "circuitBreaker"))
                        $root.esper.leyline.v1.CommandCircuitBreaker.encode(message.circuitBreaker, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.rollbackPayload != null && $Object.hasOwnProperty.call(message, "rollbackPayload"))
                        $root.google.protobuf.Struct.encode(message.rollbackPayload, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                    if (message.annotations != null && $Object.hasOwnProperty.call(message, "annotations"))
                        for (let keys = $Object.keys(message.annotations), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 20, wireType 2 =*/162).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.annotations[keys[i]]).ldelim();
                    if (message.further != null && message.further.length)
                        for (let i = 0; i < message.further.length; ++i)
                            $root.esper.leyline.v1.AdaptationCommand.encode(message.further[i], writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an AdaptationCommand message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.AdaptationCommand
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.AdaptationCommand & esper.leyline.v1.AdaptationCommand.$Shape} AdaptationCommand
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                AdaptationCommand.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.AdaptationCommand();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.commandId = value;
                                else
                                    delete message.commandId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.commandType = value;
                                else
                                    delete message.commandType;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.targetSeedId = value;
                                else
                                    delete message.targetSeedId;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.executionDeadlineMs = value;
                                else
                                    delete message.executionDeadlineMs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.issuedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.issuedAt);
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.issuedBy = value;
                                else
                                    delete message.issuedBy;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.seedOperation = $root.esper.leyline.v1.CommandSeedOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.seedOperation);
                                message.payload = "seedOperation";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.optimizerAdjustment = $root.esper.leyline.v1.CommandOptimizerAdjustment.decode(reader, reader.size(), $undefined, _depth + 1, message.optimizerAdjustment);
                                message.payload = "optimizerAdjustment";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.circuitBreaker = $root.esper.leyline.v1.CommandCircuitBreaker.decode(reader, reader.size(), $undefined, _depth + 1, message.circuitBreaker);
                                message.payload = "circuitBreaker";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.rollbackPayload = $root.google.protobuf.Struct.decode(reader, reader.size(), $undefined, _depth + 1, message.rollbackPayload);
                                message.payload = "rollbackPayload";
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                if (message.annotations === $util.emptyObject)
                                    message.annotations = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.annotations, key);
                                message.annotations[key] = value;
                                continue;
                            }
                        case 30: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.further && message.further.length))
                                    message.further = [];
                                message.further.push($root.esper.leyline.v1.AdaptationCommand.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AdaptationCommand;
            })();

            /**
             * FieldReportOutcome enum.
             * @name esper.leyline.v1.FieldReportOutcome
             * @enum {number}
             * @property {number} FIELD_REPORT_OUTCOME_UNSPECIFIED=0 FIELD_REPORT_OUTCOME_UNSPECIFIED value
             * @property {number} FIELD_REPORT_OUTCOME_SUCCESS=1 FIELD_REPORT_OUTCOME_SUCCESS value
             * @property {number} FIELD_REPORT_OUTCOME_NEUTRAL=2 FIELD_REPORT_OUTCOME_NEUTRAL value
             * @property {number} FIELD_REPORT_OUTCOME_REGRESSION=3 FIELD_REPORT_OUTCOME_REGRESSION value
             * @property {number} FIELD_REPORT_OUTCOME_ABORTED=4 FIELD_REPORT_OUTCOME_ABORTED value
             */
            v1.FieldReportOutcome = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "FIELD_REPORT_OUTCOME_UNSPECIFIED"] = 0;
                values[valuesById[1] = "FIELD_REPORT_OUTCOME_SUCCESS"] = 1;
                values[valuesById[2] = "FIELD_REPORT_OUTCOME_NEUTRAL"] = 2;
                values[valuesById[3] = "FIELD_REPORT_OUTCOME_REGRESSION"] = 3;
                values[valuesById[4] = "FIELD_REPORT_OUTCOME_ABORTED"] = 4;
                return values;
            })();

            v1.MitigationAction = (function() {

                /**
                 * Properties of a MitigationAction.
                 * @typedef {Object} esper.leyline.v1.MitigationAction.$Properties
                 * @property {string|null} [actionType] MitigationAction actionType
                 * @property {string|null} [rationale] MitigationAction rationale
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MitigationAction.
                 * @memberof esper.leyline.v1
                 * @interface IMitigationAction
                 * @augments esper.leyline.v1.MitigationAction.$Properties
                 * @deprecated Use esper.leyline.v1.MitigationAction.$Properties instead.
                 */

                /**
                 * Shape of a MitigationAction.
                 * @typedef {esper.leyline.v1.MitigationAction.$Properties} esper.leyline.v1.MitigationAction.$Shape
                 */

                /**
                 * Constructs a new MitigationAction.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a MitigationAction.
                 * @constructor
                 * @param {esper.leyline.v1.MitigationAction.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MitigationAction = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MitigationAction actionType.
                 * @member {string} actionType
                 * @memberof esper.leyline.v1.MitigationAction
                 * @instance
                 */
                MitigationAction.prototype.actionType = "";

                /**
                 * MitigationAction rationale.
                 * @member {string} rationale
                 * @memberof esper.leyline.v1.MitigationAction
                 * @instance
                 */
                MitigationAction.prototype.rationale = "";

                /**
                 * Creates a new MitigationAction instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.MitigationAction
                 * @static
                 * @param {esper.leyline.v1.MitigationAction.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.MitigationAction} MitigationAction instance
                 * @type {{
                 *   (properties: esper.leyline.v1.MitigationAction.$Shape): esper.leyline.v1.MitigationAction & esper.leyline.v1.MitigationAction.$Shape;
                 *   (properties?: esper.leyline.v1.MitigationAction.$Properties): esper.leyline.v1.MitigationAction;
                 * }}
                 */
                MitigationAction.create = function(properties) {
                    return new MitigationAction(properties);
                };

                /**
                 * Encodes the specified MitigationAction message. Does not implicitly {@link esper.leyline.v1.MitigationAction.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.MitigationAction
                 * @static
                 * @param {esper.leyline.v1.MitigationAction.$Properties} message MitigationAction message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MitigationAction.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.actionType != null && $Object.hasOwnProperty.call(message, "actionType") && message.actionType !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.actionType);
                    if (message.rationale != null && $Object.hasOwnProperty.call(message, "rationale") && message.rationale !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.rationale);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MitigationAction message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.MitigationAction
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.MitigationAction & esper.leyline.v1.MitigationAction.$Shape} MitigationAction
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MitigationAction.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.MitigationAction();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.actionType = value;
                                else
                                    delete message.actionType;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.rationale = value;
                                else
                                    delete message.rationale;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MitigationAction;
            })();

            v1.FieldReport = (function() {

                /**
                 * Properties of a FieldReport.
                 * @typedef {Object} esper.leyline.v1.FieldReport.$Properties
                 * @property {number|null} [version] FieldReport version
                 * @property {string|null} [reportId] FieldReport reportId
                 * @property {string|null} [commandId] FieldReport commandId
                 * @property {string|null} [trainingRunId] FieldReport trainingRunId
                 * @property {string|null} [seedId] FieldReport seedId
                 * @property {string|null} [blueprintId] FieldReport blueprintId
                 * @property {esper.leyline.v1.FieldReportOutcome|null} [outcome] FieldReport outcome
                 * @property {Object.<string,number>|null} [metrics] FieldReport metrics
                 * @property {number|null} [observationWindowEpochs] FieldReport observationWindowEpochs
                 * @property {google.protobuf.Timestamp.$Properties|null} [issuedAt] FieldReport issuedAt
                 * @property {string|null} [tamiyoPolicyVersion] FieldReport tamiyoPolicyVersion
                 * @property {Array.<esper.leyline.v1.MitigationAction.$Properties>|null} [followUpActions] FieldReport followUpActions
                 * @property {string|null} [notes] FieldReport notes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FieldReport.
                 * @memberof esper.leyline.v1
                 * @interface IFieldReport
                 * @augments esper.leyline.v1.FieldReport.$Properties
                 * @deprecated Use esper.leyline.v1.FieldReport.$Properties instead.
                 */

                /**
                 * Shape of a FieldReport.
                 * @typedef {esper.leyline.v1.FieldReport.$Properties} esper.leyline.v1.FieldReport.$Shape
                 */

                /**
                 * Constructs a new FieldReport.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a FieldReport.
                 * @constructor
                 * @param {esper.leyline.v1.FieldReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FieldReport = function (properties) {
                    this.metrics = {};
                    this.followUpActions = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FieldReport version.
                 * @member {number} version
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.version = 0;

                /**
                 * FieldReport reportId.
                 * @member {string} reportId
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.reportId = "";

                /**
                 * FieldReport commandId.
                 * @member {string} commandId
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.commandId = "";

                /**
                 * FieldReport trainingRunId.
                 * @member {string} trainingRunId
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.trainingRunId = "";

                /**
                 * FieldReport seedId.
                 * @member {string} seedId
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.seedId = "";

                /**
                 * FieldReport blueprintId.
                 * @member {string} blueprintId
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.blueprintId = "";

                /**
                 * FieldReport outcome.
                 * @member {esper.leyline.v1.FieldReportOutcome} outcome
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.outcome = 0;

                /**
                 * FieldReport metrics.
                 * @member {Object.<string,number>} metrics
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.metrics = $util.emptyObject;

                /**
                 * FieldReport observationWindowEpochs.
                 * @member {number} observationWindowEpochs
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.observationWindowEpochs = 0;

                /**
                 * FieldReport issuedAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} issuedAt
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.issuedAt = null;

                /**
                 * FieldReport tamiyoPolicyVersion.
                 * @member {string} tamiyoPolicyVersion
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.tamiyoPolicyVersion = "";

                /**
                 * FieldReport followUpActions.
                 * @member {Array.<esper.leyline.v1.MitigationAction.$Properties>} followUpActions
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.followUpActions = $util.emptyArray;

                /**
                 * FieldReport notes.
                 * @member {string} notes
                 * @memberof esper.leyline.v1.FieldReport
                 * @instance
                 */
                FieldReport.prototype.notes = "";

                /**
                 * Creates a new FieldReport instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.FieldReport
                 * @static
                 * @param {esper.leyline.v1.FieldReport.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.FieldReport} FieldReport instance
                 * @type {{
                 *   (properties: esper.leyline.v1.FieldReport.$Shape): esper.leyline.v1.FieldReport & esper.leyline.v1.FieldReport.$Shape;
                 *   (properties?: esper.leyline.v1.FieldReport.$Properties): esper.leyline.v1.FieldReport;
                 * }}
                 */
                FieldReport.create = function(properties) {
                    return new FieldReport(properties);
                };

                /**
                 * Encodes the specified FieldReport message. Does not implicitly {@link esper.leyline.v1.FieldReport.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.FieldReport
                 * @static
                 * @param {esper.leyline.v1.FieldReport.$Properties} message FieldReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FieldReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.reportId != null && $Object.hasOwnProperty.call(message, "reportId") && message.reportId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.reportId);
                    if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.commandId);
                    if (message.trainingRunId != null && $Object.hasOwnProperty.call(message, "trainingRunId") && message.trainingRunId !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.trainingRunId);
                    if (message.seedId != null && $Object.hasOwnProperty.call(message, "seedId") && message.seedId !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.seedId);
                    if (message.blueprintId != null && $Object.hasOwnProperty.call(message, "blueprintId") && message.blueprintId !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.blueprintId);
                    if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).int32(message.outcome);
                    if (message.metrics != null && $Object.hasOwnProperty.call(message, "metrics"))
                        for (let keys = $Object.keys(message.metrics), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 8, wireType 2 =*/66).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.metrics[keys[i]]).ldelim();
                    if (message.observationWindowEpochs != null && $Object.hasOwnProperty.call(message, "observationWindowEpochs") && message.observationWindowEpochs !== 0)
                        writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.observationWindowEpochs);
                    if (message.issuedAt != null && $Object.hasOwnProperty.call(message, "issuedAt"))
                        $root.google.protobuf.Timestamp.encode(message.issuedAt, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.tamiyoPolicyVersion != null && $Object.hasOwnProperty.call(message, "tamiyoPolicyVersion") && message.tamiyoPolicyVersion !== "")
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.tamiyoPolicyVersion);
                    if (message.followUpActions != null && message.followUpActions.length)
                        for (let i = 0; i < message.followUpActions.length; ++i)
                            $root.esper.leyline.v1.MitigationAction.encode(message.followUpActions[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.notes != null && $Object.hasOwnProperty.call(message, "notes") && message.notes !== "")
                        writer.uint32(/* id 13, wireType 2 =*/106).string(message.notes);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FieldReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.FieldReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.FieldReport & esper.leyline.v1.FieldReport.$Shape} FieldReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FieldReport.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.FieldReport();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reportId = value;
                                else
                                    delete message.reportId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.commandId = value;
                                else
                                    delete message.commandId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.trainingRunId = value;
                                else
                                    delete message.trainingRunId;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.seedId = value;
                                else
                                    delete message.seedId;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.blueprintId = value;
                                else
                                    delete message.blueprintId;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.outcome = value;
                                else
                                    delete message.outcome;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (message.metrics === $util.emptyObject)
                                    message.metrics = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 5)
                                            break;
                                        value = reader.float();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.metrics, key);
                                message.metrics[key] = value;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.observationWindowEpochs = value;
                                else
                                    delete message.observationWindowEpochs;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.issuedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.issuedAt);
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.tamiyoPolicyVersion = value;
                                else
                                    delete message.tamiyoPolicyVersion;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.followUpActions && message.followUpActions.length))
                                    message.followUpActions = [];
                                message.followUpActions.push($root.esper.leyline.v1.MitigationAction.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.notes = value;
                                else
                                    delete message.notes;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FieldReport;
            })();

            /**
             * HealthStatus enum.
             * @name esper.leyline.v1.HealthStatus
             * @enum {number}
             * @property {number} HEALTH_STATUS_UNKNOWN=0 HEALTH_STATUS_UNKNOWN value
             * @property {number} HEALTH_STATUS_HEALTHY=1 HEALTH_STATUS_HEALTHY value
             * @property {number} HEALTH_STATUS_DEGRADED=2 HEALTH_STATUS_DEGRADED value
             * @property {number} HEALTH_STATUS_UNHEALTHY=3 HEALTH_STATUS_UNHEALTHY value
             * @property {number} HEALTH_STATUS_CRITICAL=4 HEALTH_STATUS_CRITICAL value
             */
            v1.HealthStatus = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "HEALTH_STATUS_UNKNOWN"] = 0;
                values[valuesById[1] = "HEALTH_STATUS_HEALTHY"] = 1;
                values[valuesById[2] = "HEALTH_STATUS_DEGRADED"] = 2;
                values[valuesById[3] = "HEALTH_STATUS_UNHEALTHY"] = 3;
                values[valuesById[4] = "HEALTH_STATUS_CRITICAL"] = 4;
                return values;
            })();

            /**
             * TelemetryLevel enum.
             * @name esper.leyline.v1.TelemetryLevel
             * @enum {number}
             * @property {number} TELEMETRY_LEVEL_UNSPECIFIED=0 TELEMETRY_LEVEL_UNSPECIFIED value
             * @property {number} TELEMETRY_LEVEL_INFO=1 TELEMETRY_LEVEL_INFO value
             * @property {number} TELEMETRY_LEVEL_WARNING=2 TELEMETRY_LEVEL_WARNING value
             * @property {number} TELEMETRY_LEVEL_ERROR=3 TELEMETRY_LEVEL_ERROR value
             * @property {number} TELEMETRY_LEVEL_CRITICAL=4 TELEMETRY_LEVEL_CRITICAL value
             */
            v1.TelemetryLevel = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "TELEMETRY_LEVEL_UNSPECIFIED"] = 0;
                values[valuesById[1] = "TELEMETRY_LEVEL_INFO"] = 1;
                values[valuesById[2] = "TELEMETRY_LEVEL_WARNING"] = 2;
                values[valuesById[3] = "TELEMETRY_LEVEL_ERROR"] = 3;
                values[valuesById[4] = "TELEMETRY_LEVEL_CRITICAL"] = 4;
                return values;
            })();

            v1.MetricPoint = (function() {

                /**
                 * Properties of a MetricPoint.
                 * @typedef {Object} esper.leyline.v1.MetricPoint.$Properties
                 * @property {string|null} [name] MetricPoint name
                 * @property {number|null} [value] MetricPoint value
                 * @property {string|null} [unit] MetricPoint unit
                 * @property {Object.<string,string>|null} [attributes] MetricPoint attributes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MetricPoint.
                 * @memberof esper.leyline.v1
                 * @interface IMetricPoint
                 * @augments esper.leyline.v1.MetricPoint.$Properties
                 * @deprecated Use esper.leyline.v1.MetricPoint.$Properties instead.
                 */

                /**
                 * Shape of a MetricPoint.
                 * @typedef {esper.leyline.v1.MetricPoint.$Properties} esper.leyline.v1.MetricPoint.$Shape
                 */

                /**
                 * Constructs a new MetricPoint.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a MetricPoint.
                 * @constructor
                 * @param {esper.leyline.v1.MetricPoint.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MetricPoint = function (properties) {
                    this.attributes = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MetricPoint name.
                 * @member {string} name
                 * @memberof esper.leyline.v1.MetricPoint
                 * @instance
                 */
                MetricPoint.prototype.name = "";

                /**
                 * MetricPoint value.
                 * @member {number} value
                 * @memberof esper.leyline.v1.MetricPoint
                 * @instance
                 */
                MetricPoint.prototype.value = 0;

                /**
                 * MetricPoint unit.
                 * @member {string} unit
                 * @memberof esper.leyline.v1.MetricPoint
                 * @instance
                 */
                MetricPoint.prototype.unit = "";

                /**
                 * MetricPoint attributes.
                 * @member {Object.<string,string>} attributes
                 * @memberof esper.leyline.v1.MetricPoint
                 * @instance
                 */
                MetricPoint.prototype.attributes = $util.emptyObject;

                /**
                 * Creates a new MetricPoint instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.MetricPoint
                 * @static
                 * @param {esper.leyline.v1.MetricPoint.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.MetricPoint} MetricPoint instance
                 * @type {{
                 *   (properties: esper.leyline.v1.MetricPoint.$Shape): esper.leyline.v1.MetricPoint & esper.leyline.v1.MetricPoint.$Shape;
                 *   (properties?: esper.leyline.v1.MetricPoint.$Properties): esper.leyline.v1.MetricPoint;
                 * }}
                 */
                MetricPoint.create = function(properties) {
                    return new MetricPoint(properties);
                };

                /**
                 * Encodes the specified MetricPoint message. Does not implicitly {@link esper.leyline.v1.MetricPoint.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.MetricPoint
                 * @static
                 * @param {esper.leyline.v1.MetricPoint.$Properties} message MetricPoint message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MetricPoint.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.value);
                    if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.unit);
                    if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                        for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 4, wireType 2 =*/34).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.attributes[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MetricPoint message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.MetricPoint
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.MetricPoint & esper.leyline.v1.MetricPoint.$Shape} MetricPoint
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MetricPoint.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.MetricPoint();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.value = value;
                                else
                                    delete message.value;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.unit = value;
                                else
                                    delete message.unit;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (message.attributes === $util.emptyObject)
                                    message.attributes = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.attributes, key);
                                message.attributes[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MetricPoint;
            })();

            v1.TelemetryEvent = (function() {

                /**
                 * Properties of a TelemetryEvent.
                 * @typedef {Object} esper.leyline.v1.TelemetryEvent.$Properties
                 * @property {string|null} [eventId] TelemetryEvent eventId
                 * @property {string|null} [description] TelemetryEvent description
                 * @property {esper.leyline.v1.TelemetryLevel|null} [level] TelemetryEvent level
                 * @property {Object.<string,string>|null} [attributes] TelemetryEvent attributes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a TelemetryEvent.
                 * @memberof esper.leyline.v1
                 * @interface ITelemetryEvent
                 * @augments esper.leyline.v1.TelemetryEvent.$Properties
                 * @deprecated Use esper.leyline.v1.TelemetryEvent.$Properties instead.
                 */

                /**
                 * Shape of a TelemetryEvent.
                 * @typedef {esper.leyline.v1.TelemetryEvent.$Properties} esper.leyline.v1.TelemetryEvent.$Shape
                 */

                /**
                 * Constructs a new TelemetryEvent.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a TelemetryEvent.
                 * @constructor
                 * @param {esper.leyline.v1.TelemetryEvent.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const TelemetryEvent = function (properties) {
                    this.attributes = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * TelemetryEvent eventId.
                 * @member {string} eventId
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @instance
                 */
                TelemetryEvent.prototype.eventId = "";

                /**
                 * TelemetryEvent description.
                 * @member {string} description
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @instance
                 */
                TelemetryEvent.prototype.description = "";

                /**
                 * TelemetryEvent level.
                 * @member {esper.leyline.v1.TelemetryLevel} level
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @instance
                 */
                TelemetryEvent.prototype.level = 0;

                /**
                 * TelemetryEvent attributes.
                 * @member {Object.<string,string>} attributes
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @instance
                 */
                TelemetryEvent.prototype.attributes = $util.emptyObject;

                /**
                 * Creates a new TelemetryEvent instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @static
                 * @param {esper.leyline.v1.TelemetryEvent.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.TelemetryEvent} TelemetryEvent instance
                 * @type {{
                 *   (properties: esper.leyline.v1.TelemetryEvent.$Shape): esper.leyline.v1.TelemetryEvent & esper.leyline.v1.TelemetryEvent.$Shape;
                 *   (properties?: esper.leyline.v1.TelemetryEvent.$Properties): esper.leyline.v1.TelemetryEvent;
                 * }}
                 */
                TelemetryEvent.create = function(properties) {
                    return new TelemetryEvent(properties);
                };

                /**
                 * Encodes the specified TelemetryEvent message. Does not implicitly {@link esper.leyline.v1.TelemetryEvent.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @static
                 * @param {esper.leyline.v1.TelemetryEvent.$Properties} message TelemetryEvent message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                TelemetryEvent.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.description != null && $Object.hasOwnProperty.call(message, "description") && message.description !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.description);
                    if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.level);
                    if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                        for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 4, wireType 2 =*/34).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.attributes[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a TelemetryEvent message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.TelemetryEvent
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TelemetryEvent & esper.leyline.v1.TelemetryEvent.$Shape} TelemetryEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                TelemetryEvent.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.TelemetryEvent();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.description = value;
                                else
                                    delete message.description;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.level = value;
                                else
                                    delete message.level;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (message.attributes === $util.emptyObject)
                                    message.attributes = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.attributes, key);
                                message.attributes[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TelemetryEvent;
            })();

            v1.TraceSpan = (function() {

                /**
                 * Properties of a TraceSpan.
                 * @typedef {Object} esper.leyline.v1.TraceSpan.$Properties
                 * @property {string|null} [spanId] TraceSpan spanId
                 * @property {string|null} [parentSpanId] TraceSpan parentSpanId
                 * @property {string|null} [name] TraceSpan name
                 * @property {google.protobuf.Timestamp.$Properties|null} [startTime] TraceSpan startTime
                 * @property {google.protobuf.Timestamp.$Properties|null} [endTime] TraceSpan endTime
                 * @property {Object.<string,string>|null} [attributes] TraceSpan attributes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a TraceSpan.
                 * @memberof esper.leyline.v1
                 * @interface ITraceSpan
                 * @augments esper.leyline.v1.TraceSpan.$Properties
                 * @deprecated Use esper.leyline.v1.TraceSpan.$Properties instead.
                 */

                /**
                 * Shape of a TraceSpan.
                 * @typedef {esper.leyline.v1.TraceSpan.$Properties} esper.leyline.v1.TraceSpan.$Shape
                 */

                /**
                 * Constructs a new TraceSpan.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a TraceSpan.
                 * @constructor
                 * @param {esper.leyline.v1.TraceSpan.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const TraceSpan = function (properties) {
                    this.attributes = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * TraceSpan spanId.
                 * @member {string} spanId
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.spanId = "";

                /**
                 * TraceSpan parentSpanId.
                 * @member {string} parentSpanId
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.parentSpanId = "";

                /**
                 * TraceSpan name.
                 * @member {string} name
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.name = "";

                /**
                 * TraceSpan startTime.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} startTime
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.startTime = null;

                /**
                 * TraceSpan endTime.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} endTime
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.endTime = null;

                /**
                 * TraceSpan attributes.
                 * @member {Object.<string,string>} attributes
                 * @memberof esper.leyline.v1.TraceSpan
                 * @instance
                 */
                TraceSpan.prototype.attributes = $util.emptyObject;

                /**
                 * Creates a new TraceSpan instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.TraceSpan
                 * @static
                 * @param {esper.leyline.v1.TraceSpan.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.TraceSpan} TraceSpan instance
                 * @type {{
                 *   (properties: esper.leyline.v1.TraceSpan.$Shape): esper.leyline.v1.TraceSpan & esper.leyline.v1.TraceSpan.$Shape;
                 *   (properties?: esper.leyline.v1.TraceSpan.$Properties): esper.leyline.v1.TraceSpan;
                 * }}
                 */
                TraceSpan.create = function(properties) {
                    return new TraceSpan(properties);
                };

                /**
                 * Encodes the specified TraceSpan message. Does not implicitly {@link esper.leyline.v1.TraceSpan.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.TraceSpan
                 * @static
                 * @param {esper.leyline.v1.TraceSpan.$Properties} message TraceSpan message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                TraceSpan.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId") && message.spanId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.spanId);
                    if (message.parentSpanId != null && $Object.hasOwnProperty.call(message, "parentSpanId") && message.parentSpanId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.parentSpanId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
                    if (message.startTime != null && $Object.hasOwnProperty.call(message, "startTime"))
                        $root.google.protobuf.Timestamp.encode(message.startTime, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.endTime != null && $Object.hasOwnProperty.call(message, "endTime"))
                        $root.google.protobuf.Timestamp.encode(message.endTime, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                        for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 6, wireType 2 =*/50).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.attributes[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a TraceSpan message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.TraceSpan
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TraceSpan & esper.leyline.v1.TraceSpan.$Shape} TraceSpan
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                TraceSpan.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.TraceSpan();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.spanId = value;
                                else
                                    delete message.spanId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.parentSpanId = value;
                                else
                                    delete message.parentSpanId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.startTime = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.startTime);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.endTime = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.endTime);
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (message.attributes === $util.emptyObject)
                                    message.attributes = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.attributes, key);
                                message.attributes[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TraceSpan;
            })();

            v1.SystemHealth = (function() {

                /**
                 * Properties of a SystemHealth.
                 * @typedef {Object} esper.leyline.v1.SystemHealth.$Properties
                 * @property {esper.leyline.v1.HealthStatus|null} [status] SystemHealth status
                 * @property {string|null} [summary] SystemHealth summary
                 * @property {Object.<string,string>|null} [indicators] SystemHealth indicators
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SystemHealth.
                 * @memberof esper.leyline.v1
                 * @interface ISystemHealth
                 * @augments esper.leyline.v1.SystemHealth.$Properties
                 * @deprecated Use esper.leyline.v1.SystemHealth.$Properties instead.
                 */

                /**
                 * Shape of a SystemHealth.
                 * @typedef {esper.leyline.v1.SystemHealth.$Properties} esper.leyline.v1.SystemHealth.$Shape
                 */

                /**
                 * Constructs a new SystemHealth.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a SystemHealth.
                 * @constructor
                 * @param {esper.leyline.v1.SystemHealth.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SystemHealth = function (properties) {
                    this.indicators = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SystemHealth status.
                 * @member {esper.leyline.v1.HealthStatus} status
                 * @memberof esper.leyline.v1.SystemHealth
                 * @instance
                 */
                SystemHealth.prototype.status = 0;

                /**
                 * SystemHealth summary.
                 * @member {string} summary
                 * @memberof esper.leyline.v1.SystemHealth
                 * @instance
                 */
                SystemHealth.prototype.summary = "";

                /**
                 * SystemHealth indicators.
                 * @member {Object.<string,string>} indicators
                 * @memberof esper.leyline.v1.SystemHealth
                 * @instance
                 */
                SystemHealth.prototype.indicators = $util.emptyObject;

                /**
                 * Creates a new SystemHealth instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.SystemHealth
                 * @static
                 * @param {esper.leyline.v1.SystemHealth.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.SystemHealth} SystemHealth instance
                 * @type {{
                 *   (properties: esper.leyline.v1.SystemHealth.$Shape): esper.leyline.v1.SystemHealth & esper.leyline.v1.SystemHealth.$Shape;
                 *   (properties?: esper.leyline.v1.SystemHealth.$Properties): esper.leyline.v1.SystemHealth;
                 * }}
                 */
                SystemHealth.create = function(properties) {
                    return new SystemHealth(properties);
                };

                /**
                 * Encodes the specified SystemHealth message. Does not implicitly {@link esper.leyline.v1.SystemHealth.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.SystemHealth
                 * @static
                 * @param {esper.leyline.v1.SystemHealth.$Properties} message SystemHealth message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SystemHealth.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.status);
                    if (message.summary != null && $Object.hasOwnProperty.call(message, "summary") && message.summary !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.summary);
                    if (message.indicators != null && $Object.hasOwnProperty.call(message, "indicators"))
                        for (let keys = $Object.keys(message.indicators), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.indicators[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SystemHealth message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.SystemHealth
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.SystemHealth & esper.leyline.v1.SystemHealth.$Shape} SystemHealth
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SystemHealth.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.SystemHealth();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.status = value;
                                else
                                    delete message.status;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.summary = value;
                                else
                                    delete message.summary;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (message.indicators === $util.emptyObject)
                                    message.indicators = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.indicators, key);
                                message.indicators[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SystemHealth;
            })();

            v1.TelemetryPacket = (function() {

                /**
                 * Properties of a TelemetryPacket.
                 * @typedef {Object} esper.leyline.v1.TelemetryPacket.$Properties
                 * @property {string|null} [packetId] TelemetryPacket packetId
                 * @property {google.protobuf.Timestamp.$Properties|null} [timestamp] TelemetryPacket timestamp
                 * @property {string|null} [sourceSubsystem] TelemetryPacket sourceSubsystem
                 * @property {esper.leyline.v1.TelemetryLevel|null} [level] TelemetryPacket level
                 * @property {Array.<esper.leyline.v1.MetricPoint.$Properties>|null} [metrics] TelemetryPacket metrics
                 * @property {Array.<esper.leyline.v1.TelemetryEvent.$Properties>|null} [events] TelemetryPacket events
                 * @property {Array.<esper.leyline.v1.TraceSpan.$Properties>|null} [spans] TelemetryPacket spans
                 * @property {esper.leyline.v1.SystemHealth.$Properties|null} [systemHealth] TelemetryPacket systemHealth
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a TelemetryPacket.
                 * @memberof esper.leyline.v1
                 * @interface ITelemetryPacket
                 * @augments esper.leyline.v1.TelemetryPacket.$Properties
                 * @deprecated Use esper.leyline.v1.TelemetryPacket.$Properties instead.
                 */

                /**
                 * Shape of a TelemetryPacket.
                 * @typedef {esper.leyline.v1.TelemetryPacket.$Properties} esper.leyline.v1.TelemetryPacket.$Shape
                 */

                /**
                 * Constructs a new TelemetryPacket.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a TelemetryPacket.
                 * @constructor
                 * @param {esper.leyline.v1.TelemetryPacket.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const TelemetryPacket = function (properties) {
                    this.metrics = [];
                    this.events = [];
                    this.spans = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * TelemetryPacket packetId.
                 * @member {string} packetId
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.packetId = "";

                /**
                 * TelemetryPacket timestamp.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} timestamp
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.timestamp = null;

                /**
                 * TelemetryPacket sourceSubsystem.
                 * @member {string} sourceSubsystem
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.sourceSubsystem = "";

                /**
                 * TelemetryPacket level.
                 * @member {esper.leyline.v1.TelemetryLevel} level
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.level = 0;

                /**
                 * TelemetryPacket metrics.
                 * @member {Array.<esper.leyline.v1.MetricPoint.$Properties>} metrics
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.metrics = $util.emptyArray;

                /**
                 * TelemetryPacket events.
                 * @member {Array.<esper.leyline.v1.TelemetryEvent.$Properties>} events
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.events = $util.emptyArray;

                /**
                 * TelemetryPacket spans.
                 * @member {Array.<esper.leyline.v1.TraceSpan.$Properties>} spans
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.spans = $util.emptyArray;

                /**
                 * TelemetryPacket systemHealth.
                 * @member {esper.leyline.v1.SystemHealth.$Properties|null|undefined} systemHealth
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @instance
                 */
                TelemetryPacket.prototype.systemHealth = null;

                /**
                 * Creates a new TelemetryPacket instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @static
                 * @param {esper.leyline.v1.TelemetryPacket.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.TelemetryPacket} TelemetryPacket instance
                 * @type {{
                 *   (properties: esper.leyline.v1.TelemetryPacket.$Shape): esper.leyline.v1.TelemetryPacket & esper.leyline.v1.TelemetryPacket.$Shape;
                 *   (properties?: esper.leyline.v1.TelemetryPacket.$Properties): esper.leyline.v1.TelemetryPacket;
                 * }}
                 */
                TelemetryPacket.create = function(properties) {
                    return new TelemetryPacket(properties);
                };

                /**
                 * Encodes the specified TelemetryPacket message. Does not implicitly {@link esper.leyline.v1.TelemetryPacket.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @static
                 * @param {esper.leyline.v1.TelemetryPacket.$Properties} message TelemetryPacket message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                TelemetryPacket.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.packetId != null && $Object.hasOwnProperty.call(message, "packetId") && message.packetId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.packetId);
                    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                        $root.google.protobuf.Timestamp.encode(message.timestamp, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.sourceSubsystem != null && $Object.hasOwnProperty.call(message, "sourceSubsystem") && message.sourceSubsystem !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.sourceSubsystem);
                    if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).int32(message.level);
                    if (message.metrics != null && message.metrics.length)
                        for (let i = 0; i < message.metrics.length; ++i)
                            $root.esper.leyline.v1.MetricPoint.encode(message.metrics[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.events != null && message.events.length)
                        for (let i = 0; i < message.events.length; ++i)
                            $root.esper.leyline.v1.TelemetryEvent.encode(message.events[i], writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                    if (message.spans != null && message.spans.length)
                        for (let i = 0; i < message.spans.length; ++i)
                            $root.esper.leyline.v1.TraceSpan.encode(message.spans[i], writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                    if (message.systemHealth != null && $Object.hasOwnProperty.call(message, "systemHealth"))
                        $root.esper.leyline.v1.SystemHealth.encode(message.systemHealth, writer.uint32(/* id 40, wireType 2 =*/322).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a TelemetryPacket message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.TelemetryPacket
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.TelemetryPacket & esper.leyline.v1.TelemetryPacket.$Shape} TelemetryPacket
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                TelemetryPacket.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.TelemetryPacket();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.packetId = value;
                                else
                                    delete message.packetId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.timestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.timestamp);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sourceSubsystem = value;
                                else
                                    delete message.sourceSubsystem;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.level = value;
                                else
                                    delete message.level;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.metrics && message.metrics.length))
                                    message.metrics = [];
                                message.metrics.push($root.esper.leyline.v1.MetricPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.events && message.events.length))
                                    message.events = [];
                                message.events.push($root.esper.leyline.v1.TelemetryEvent.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 30: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.spans && message.spans.length))
                                    message.spans = [];
                                message.spans.push($root.esper.leyline.v1.TraceSpan.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 40: {
                                if (wireType !== 2)
                                    break;
                                message.systemHealth = $root.esper.leyline.v1.SystemHealth.decode(reader, reader.size(), $undefined, _depth + 1, message.systemHealth);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TelemetryPacket;
            })();

            /**
             * MessagePriority enum.
             * @name esper.leyline.v1.MessagePriority
             * @enum {number}
             * @property {number} MESSAGE_PRIORITY_UNSPECIFIED=0 MESSAGE_PRIORITY_UNSPECIFIED value
             * @property {number} MESSAGE_PRIORITY_LOW=1 MESSAGE_PRIORITY_LOW value
             * @property {number} MESSAGE_PRIORITY_NORMAL=2 MESSAGE_PRIORITY_NORMAL value
             * @property {number} MESSAGE_PRIORITY_HIGH=3 MESSAGE_PRIORITY_HIGH value
             * @property {number} MESSAGE_PRIORITY_CRITICAL=4 MESSAGE_PRIORITY_CRITICAL value
             */
            v1.MessagePriority = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "MESSAGE_PRIORITY_UNSPECIFIED"] = 0;
                values[valuesById[1] = "MESSAGE_PRIORITY_LOW"] = 1;
                values[valuesById[2] = "MESSAGE_PRIORITY_NORMAL"] = 2;
                values[valuesById[3] = "MESSAGE_PRIORITY_HIGH"] = 3;
                values[valuesById[4] = "MESSAGE_PRIORITY_CRITICAL"] = 4;
                return values;
            })();

            /**
             * DeliveryGuarantee enum.
             * @name esper.leyline.v1.DeliveryGuarantee
             * @enum {number}
             * @property {number} DELIVERY_GUARANTEE_UNKNOWN=0 DELIVERY_GUARANTEE_UNKNOWN value
             * @property {number} DELIVERY_GUARANTEE_AT_LEAST_ONCE=1 DELIVERY_GUARANTEE_AT_LEAST_ONCE value
             * @property {number} DELIVERY_GUARANTEE_AT_MOST_ONCE=2 DELIVERY_GUARANTEE_AT_MOST_ONCE value
             * @property {number} DELIVERY_GUARANTEE_EXACTLY_ONCE=3 DELIVERY_GUARANTEE_EXACTLY_ONCE value
             */
            v1.DeliveryGuarantee = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "DELIVERY_GUARANTEE_UNKNOWN"] = 0;
                values[valuesById[1] = "DELIVERY_GUARANTEE_AT_LEAST_ONCE"] = 1;
                values[valuesById[2] = "DELIVERY_GUARANTEE_AT_MOST_ONCE"] = 2;
                values[valuesById[3] = "DELIVERY_GUARANTEE_EXACTLY_ONCE"] = 3;
                return values;
            })();

            /**
             * BusMessageType enum.
             * @name esper.leyline.v1.BusMessageType
             * @enum {number}
             * @property {number} BUS_MESSAGE_TYPE_UNSPECIFIED=0 BUS_MESSAGE_TYPE_UNSPECIFIED value
             * @property {number} BUS_MESSAGE_TYPE_SYSTEM_STATE=1 BUS_MESSAGE_TYPE_SYSTEM_STATE value
             * @property {number} BUS_MESSAGE_TYPE_ADAPTATION_COMMAND=2 BUS_MESSAGE_TYPE_ADAPTATION_COMMAND value
             * @property {number} BUS_MESSAGE_TYPE_FIELD_REPORT=3 BUS_MESSAGE_TYPE_FIELD_REPORT value
             * @property {number} BUS_MESSAGE_TYPE_TELEMETRY=4 BUS_MESSAGE_TYPE_TELEMETRY value
             * @property {number} BUS_MESSAGE_TYPE_POLICY_UPDATE=5 BUS_MESSAGE_TYPE_POLICY_UPDATE value
             */
            v1.BusMessageType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "BUS_MESSAGE_TYPE_UNSPECIFIED"] = 0;
                values[valuesById[1] = "BUS_MESSAGE_TYPE_SYSTEM_STATE"] = 1;
                values[valuesById[2] = "BUS_MESSAGE_TYPE_ADAPTATION_COMMAND"] = 2;
                values[valuesById[3] = "BUS_MESSAGE_TYPE_FIELD_REPORT"] = 3;
                values[valuesById[4] = "BUS_MESSAGE_TYPE_TELEMETRY"] = 4;
                values[valuesById[5] = "BUS_MESSAGE_TYPE_POLICY_UPDATE"] = 5;
                return values;
            })();

            v1.EventEnvelope = (function() {

                /**
                 * Properties of an EventEnvelope.
                 * @typedef {Object} esper.leyline.v1.EventEnvelope.$Properties
                 * @property {string|null} [eventId] EventEnvelope eventId
                 * @property {string|null} [eventType] EventEnvelope eventType
                 * @property {string|null} [sourceSubsystem] EventEnvelope sourceSubsystem
                 * @property {google.protobuf.Timestamp.$Properties|null} [createdAt] EventEnvelope createdAt
                 * @property {google.protobuf.Duration.$Properties|null} [processingDeadline] EventEnvelope processingDeadline
                 * @property {google.protobuf.Duration.$Properties|null} [ttl] EventEnvelope ttl
                 * @property {Uint8Array|null} [payload] EventEnvelope payload
                 * @property {string|null} [payloadType] EventEnvelope payloadType
                 * @property {string|null} [contentEncoding] EventEnvelope contentEncoding
                 * @property {esper.leyline.v1.MessagePriority|null} [priority] EventEnvelope priority
                 * @property {Array.<string>|null} [routingKeys] EventEnvelope routingKeys
                 * @property {string|null} [correlationId] EventEnvelope correlationId
                 * @property {esper.leyline.v1.DeliveryGuarantee|null} [deliveryGuarantee] EventEnvelope deliveryGuarantee
                 * @property {number|null} [maxAttempts] EventEnvelope maxAttempts
                 * @property {number|null} [currentAttempt] EventEnvelope currentAttempt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EventEnvelope.
                 * @memberof esper.leyline.v1
                 * @interface IEventEnvelope
                 * @augments esper.leyline.v1.EventEnvelope.$Properties
                 * @deprecated Use esper.leyline.v1.EventEnvelope.$Properties instead.
                 */

                /**
                 * Shape of an EventEnvelope.
                 * @typedef {esper.leyline.v1.EventEnvelope.$Properties} esper.leyline.v1.EventEnvelope.$Shape
                 */

                /**
                 * Constructs a new EventEnvelope.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents an EventEnvelope.
                 * @constructor
                 * @param {esper.leyline.v1.EventEnvelope.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EventEnvelope = function (properties) {
                    this.routingKeys = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EventEnvelope eventId.
                 * @member {string} eventId
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.eventId = "";

                /**
                 * EventEnvelope eventType.
                 * @member {string} eventType
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.eventType = "";

                /**
                 * EventEnvelope sourceSubsystem.
                 * @member {string} sourceSubsystem
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.sourceSubsystem = "";

                /**
                 * EventEnvelope createdAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} createdAt
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.createdAt = null;

                /**
                 * EventEnvelope processingDeadline.
                 * @member {google.protobuf.Duration.$Properties|null|undefined} processingDeadline
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.processingDeadline = null;

                /**
                 * EventEnvelope ttl.
                 * @member {google.protobuf.Duration.$Properties|null|undefined} ttl
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.ttl = null;

                /**
                 * EventEnvelope payload.
                 * @member {Uint8Array} payload
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.payload = $util.newBuffer([]);

                /**
                 * EventEnvelope payloadType.
                 * @member {string} payloadType
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.payloadType = "";

                /**
                 * EventEnvelope contentEncoding.
                 * @member {string} contentEncoding
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.contentEncoding = "";

                /**
                 * EventEnvelope priority.
                 * @member {esper.leyline.v1.MessagePriority} priority
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.priority = 0;

                /**
                 * EventEnvelope routingKeys.
                 * @member {Array.<string>} routingKeys
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.routingKeys = $util.emptyArray;

                /**
                 * EventEnvelope correlationId.
                 * @member {string} correlationId
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.correlationId = "";

                /**
                 * EventEnvelope deliveryGuarantee.
                 * @member {esper.leyline.v1.DeliveryGuarantee} deliveryGuarantee
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.deliveryGuarantee = 0;

                /**
                 * EventEnvelope maxAttempts.
                 * @member {number} maxAttempts
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.maxAttempts = 0;

                /**
                 * EventEnvelope currentAttempt.
                 * @member {number} currentAttempt
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @instance
                 */
                EventEnvelope.prototype.currentAttempt = 0;

                /**
                 * Creates a new EventEnvelope instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @static
                 * @param {esper.leyline.v1.EventEnvelope.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.EventEnvelope} EventEnvelope instance
                 * @type {{
                 *   (properties: esper.leyline.v1.EventEnvelope.$Shape): esper.leyline.v1.EventEnvelope & esper.leyline.v1.EventEnvelope.$Shape;
                 *   (properties?: esper.leyline.v1.EventEnvelope.$Properties): esper.leyline.v1.EventEnvelope;
                 * }}
                 */
                EventEnvelope.create = function(properties) {
                    return new EventEnvelope(properties);
                };

                /**
                 * Encodes the specified EventEnvelope message. Does not implicitly {@link esper.leyline.v1.EventEnvelope.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @static
                 * @param {esper.leyline.v1.EventEnvelope.$Properties} message EventEnvelope message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EventEnvelope.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.eventType);
                    if (message.sourceSubsystem != null && $Object.hasOwnProperty.call(message, "sourceSubsystem") && message.sourceSubsystem !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.sourceSubsystem);
                    if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt"))
                        $root.google.protobuf.Timestamp.encode(message.createdAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.processingDeadline != null && $Object.hasOwnProperty.call(message, "processingDeadline"))
                        $root.google.protobuf.Duration.encode(message.processingDeadline, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.ttl != null && $Object.hasOwnProperty.call(message, "ttl"))
                        $root.google.protobuf.Duration.encode(message.ttl, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                        writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.payload);
                    if (message.payloadType != null && $Object.hasOwnProperty.call(message, "payloadType") && message.payloadType !== "")
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.payloadType);
                    if (message.contentEncoding != null && $Object.hasOwnProperty.call(message, "contentEncoding") && message.contentEncoding !== "")
                        writer.uint32(/* id 12, wireType 2 =*/98).string(message.contentEncoding);
                    if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                        writer.uint32(/* id 20, wireType 0 =*/160).int32(message.priority);
                    if (message.routingKeys != null && message.routingKeys.length)
                        for (let i = 0; i < message.routingKeys.length; ++i)
                            writer.uint32(/* id 21, wireType 2 =*/170).string(message.routingKeys[i]);
                    if (message.correlationId != null && $Object.hasOwnProperty.call(message, "correlationId") && message.correlationId !== "")
                        writer.uint32(/* id 22, wireType 2 =*/178).string(message.correlationId);
                    if (message.deliveryGuarantee != null && $Object.hasOwnProperty.call(message, "deliveryGuarantee") && message.deliveryGuarantee !== 0)
                        writer.uint32(/* id 30, wireType 0 =*/240).int32(message.deliveryGuarantee);
                    if (message.maxAttempts != null && $Object.hasOwnProperty.call(message, "maxAttempts") && message.maxAttempts !== 0)
                        writer.uint32(/* id 31, wireType 0 =*/248).uint32(message.maxAttempts);
                    if (message.currentAttempt != null && $Object.hasOwnProperty.call(message, "currentAttempt") && message.currentAttempt !== 0)
                        writer.uint32(/* id 32, wireType 0 =*/256).uint32(message.currentAttempt);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EventEnvelope message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.EventEnvelope
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.EventEnvelope & esper.leyline.v1.EventEnvelope.$Shape} EventEnvelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EventEnvelope.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.EventEnvelope();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventType = value;
                                else
                                    delete message.eventType;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sourceSubsystem = value;
                                else
                                    delete message.sourceSubsystem;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.createdAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.createdAt);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.processingDeadline = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.processingDeadline);
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.ttl = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.ttl);
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.payload = value;
                                else
                                    delete message.payload;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.payloadType = value;
                                else
                                    delete message.payloadType;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.contentEncoding = value;
                                else
                                    delete message.contentEncoding;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.priority = value;
                                else
                                    delete message.priority;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.routingKeys && message.routingKeys.length))
                                    message.routingKeys = [];
                                message.routingKeys.push(reader.stringVerify());
                                continue;
                            }
                        case 22: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.correlationId = value;
                                else
                                    delete message.correlationId;
                                continue;
                            }
                        case 30: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.deliveryGuarantee = value;
                                else
                                    delete message.deliveryGuarantee;
                                continue;
                            }
                        case 31: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.maxAttempts = value;
                                else
                                    delete message.maxAttempts;
                                continue;
                            }
                        case 32: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.currentAttempt = value;
                                else
                                    delete message.currentAttempt;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EventEnvelope;
            })();

            v1.BusEnvelope = (function() {

                /**
                 * Properties of a BusEnvelope.
                 * @typedef {Object} esper.leyline.v1.BusEnvelope.$Properties
                 * @property {esper.leyline.v1.BusMessageType|null} [messageType] BusEnvelope messageType
                 * @property {Uint8Array|null} [payload] BusEnvelope payload
                 * @property {Object.<string,string>|null} [attributes] BusEnvelope attributes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a BusEnvelope.
                 * @memberof esper.leyline.v1
                 * @interface IBusEnvelope
                 * @augments esper.leyline.v1.BusEnvelope.$Properties
                 * @deprecated Use esper.leyline.v1.BusEnvelope.$Properties instead.
                 */

                /**
                 * Shape of a BusEnvelope.
                 * @typedef {esper.leyline.v1.BusEnvelope.$Properties} esper.leyline.v1.BusEnvelope.$Shape
                 */

                /**
                 * Constructs a new BusEnvelope.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents a BusEnvelope.
                 * @constructor
                 * @param {esper.leyline.v1.BusEnvelope.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const BusEnvelope = function (properties) {
                    this.attributes = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * BusEnvelope messageType.
                 * @member {esper.leyline.v1.BusMessageType} messageType
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @instance
                 */
                BusEnvelope.prototype.messageType = 0;

                /**
                 * BusEnvelope payload.
                 * @member {Uint8Array} payload
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @instance
                 */
                BusEnvelope.prototype.payload = $util.newBuffer([]);

                /**
                 * BusEnvelope attributes.
                 * @member {Object.<string,string>} attributes
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @instance
                 */
                BusEnvelope.prototype.attributes = $util.emptyObject;

                /**
                 * Creates a new BusEnvelope instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @static
                 * @param {esper.leyline.v1.BusEnvelope.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.BusEnvelope} BusEnvelope instance
                 * @type {{
                 *   (properties: esper.leyline.v1.BusEnvelope.$Shape): esper.leyline.v1.BusEnvelope & esper.leyline.v1.BusEnvelope.$Shape;
                 *   (properties?: esper.leyline.v1.BusEnvelope.$Properties): esper.leyline.v1.BusEnvelope;
                 * }}
                 */
                BusEnvelope.create = function(properties) {
                    return new BusEnvelope(properties);
                };

                /**
                 * Encodes the specified BusEnvelope message. Does not implicitly {@link esper.leyline.v1.BusEnvelope.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @static
                 * @param {esper.leyline.v1.BusEnvelope.$Properties} message BusEnvelope message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                BusEnvelope.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.messageType);
                    if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.payload);
                    if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                        for (let keys = $Object.keys(message.attributes), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.attributes[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a BusEnvelope message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.BusEnvelope
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.BusEnvelope & esper.leyline.v1.BusEnvelope.$Shape} BusEnvelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                BusEnvelope.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.BusEnvelope();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.messageType = value;
                                else
                                    delete message.messageType;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.payload = value;
                                else
                                    delete message.payload;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (message.attributes === $util.emptyObject)
                                    message.attributes = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.attributes, key);
                                message.attributes[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return BusEnvelope;
            })();

            /**
             * EmergencyLevel enum.
             * @name esper.leyline.v1.EmergencyLevel
             * @enum {number}
             * @property {number} EMERGENCY_LEVEL_UNSPECIFIED=0 EMERGENCY_LEVEL_UNSPECIFIED value
             * @property {number} EMERGENCY_LEVEL_MINOR=1 EMERGENCY_LEVEL_MINOR value
             * @property {number} EMERGENCY_LEVEL_MAJOR=2 EMERGENCY_LEVEL_MAJOR value
             * @property {number} EMERGENCY_LEVEL_SEVERE=3 EMERGENCY_LEVEL_SEVERE value
             * @property {number} EMERGENCY_LEVEL_CRITICAL=4 EMERGENCY_LEVEL_CRITICAL value
             */
            v1.EmergencyLevel = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "EMERGENCY_LEVEL_UNSPECIFIED"] = 0;
                values[valuesById[1] = "EMERGENCY_LEVEL_MINOR"] = 1;
                values[valuesById[2] = "EMERGENCY_LEVEL_MAJOR"] = 2;
                values[valuesById[3] = "EMERGENCY_LEVEL_SEVERE"] = 3;
                values[valuesById[4] = "EMERGENCY_LEVEL_CRITICAL"] = 4;
                return values;
            })();

            v1.EmergencySignal = (function() {

                /**
                 * Properties of an EmergencySignal.
                 * @typedef {Object} esper.leyline.v1.EmergencySignal.$Properties
                 * @property {number|null} [version] EmergencySignal version
                 * @property {esper.leyline.v1.EmergencyLevel|null} [level] EmergencySignal level
                 * @property {string|null} [reason] EmergencySignal reason
                 * @property {string|null} [origin] EmergencySignal origin
                 * @property {number|null} [monotonicMs] EmergencySignal monotonicMs
                 * @property {google.protobuf.Timestamp.$Properties|null} [issuedAt] EmergencySignal issuedAt
                 * @property {string|null} [trainingRunId] EmergencySignal trainingRunId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EmergencySignal.
                 * @memberof esper.leyline.v1
                 * @interface IEmergencySignal
                 * @augments esper.leyline.v1.EmergencySignal.$Properties
                 * @deprecated Use esper.leyline.v1.EmergencySignal.$Properties instead.
                 */

                /**
                 * Shape of an EmergencySignal.
                 * @typedef {esper.leyline.v1.EmergencySignal.$Properties} esper.leyline.v1.EmergencySignal.$Shape
                 */

                /**
                 * Constructs a new EmergencySignal.
                 * @memberof esper.leyline.v1
                 * @classdesc Represents an EmergencySignal.
                 * @constructor
                 * @param {esper.leyline.v1.EmergencySignal.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EmergencySignal = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EmergencySignal version.
                 * @member {number} version
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.version = 0;

                /**
                 * EmergencySignal level.
                 * @member {esper.leyline.v1.EmergencyLevel} level
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.level = 0;

                /**
                 * EmergencySignal reason.
                 * @member {string} reason
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.reason = "";

                /**
                 * EmergencySignal origin.
                 * @member {string} origin
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.origin = "";

                /**
                 * EmergencySignal monotonicMs.
                 * @member {number} monotonicMs
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.monotonicMs = 0;

                /**
                 * EmergencySignal issuedAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} issuedAt
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.issuedAt = null;

                /**
                 * EmergencySignal trainingRunId.
                 * @member {string} trainingRunId
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @instance
                 */
                EmergencySignal.prototype.trainingRunId = "";

                /**
                 * Creates a new EmergencySignal instance using the specified properties.
                 * @function create
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @static
                 * @param {esper.leyline.v1.EmergencySignal.$Properties=} [properties] Properties to set
                 * @returns {esper.leyline.v1.EmergencySignal} EmergencySignal instance
                 * @type {{
                 *   (properties: esper.leyline.v1.EmergencySignal.$Shape): esper.leyline.v1.EmergencySignal & esper.leyline.v1.EmergencySignal.$Shape;
                 *   (properties?: esper.leyline.v1.EmergencySignal.$Properties): esper.leyline.v1.EmergencySignal;
                 * }}
                 */
                EmergencySignal.create = function(properties) {
                    return new EmergencySignal(properties);
                };

                /**
                 * Encodes the specified EmergencySignal message. Does not implicitly {@link esper.leyline.v1.EmergencySignal.verify|verify} messages.
                 * @function encode
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @static
                 * @param {esper.leyline.v1.EmergencySignal.$Properties} message EmergencySignal message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EmergencySignal.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.level);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                    if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.origin);
                    if (message.monotonicMs != null && $Object.hasOwnProperty.call(message, "monotonicMs") && (typeof message.monotonicMs === "object" ? message.monotonicMs.low || message.monotonicMs.high : message.monotonicMs !== 0))
                        writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.monotonicMs);
                    if (message.issuedAt != null && $Object.hasOwnProperty.call(message, "issuedAt"))
                        $root.google.protobuf.Timestamp.encode(message.issuedAt, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.trainingRunId != null && $Object.hasOwnProperty.call(message, "trainingRunId") && message.trainingRunId !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.trainingRunId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EmergencySignal message from the specified reader or buffer.
                 * @function decode
                 * @memberof esper.leyline.v1.EmergencySignal
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {esper.leyline.v1.EmergencySignal & esper.leyline.v1.EmergencySignal.$Shape} EmergencySignal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EmergencySignal.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.esper.leyline.v1.EmergencySignal();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.level = value;
                                else
                                    delete message.level;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.origin = value;
                                else
                                    delete message.origin;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.monotonicMs = value;
                                else
                                    delete message.monotonicMs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.issuedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.issuedAt);
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.trainingRunId = value;
                                else
                                    delete message.trainingRunId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EmergencySignal;
            })();

            return v1;
        })();

        return leyline;
    })();

    return esper;
})();

export const google = $root.google = (() => {

    /**
     * Namespace google.
     * @exports google
     * @namespace
     */
    const google = {};

    google.protobuf = (function() {

        /**
         * Namespace protobuf.
         * @memberof google
         * @namespace
         */
        const protobuf = {};

        protobuf.Duration = (function() {

            /**
             * Properties of a Duration.
             * @typedef {Object} google.protobuf.Duration.$Properties
             * @property {number|null} [seconds] Duration seconds
             * @property {number|null} [nanos] Duration nanos
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Duration.
             * @memberof google.protobuf
             * @interface IDuration
             * @augments google.protobuf.Duration.$Properties
             * @deprecated Use google.protobuf.Duration.$Properties instead.
             */

            /**
             * Shape of a Duration.
             * @typedef {google.protobuf.Duration.$Properties} google.protobuf.Duration.$Shape
             */

            /**
             * Constructs a new Duration.
             * @memberof google.protobuf
             * @classdesc Represents a Duration.
             * @constructor
             * @param {google.protobuf.Duration.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Duration = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Duration seconds.
             * @member {number} seconds
             * @memberof google.protobuf.Duration
             * @instance
             */
            Duration.prototype.seconds = 0;

            /**
             * Duration nanos.
             * @member {number} nanos
             * @memberof google.protobuf.Duration
             * @instance
             */
            Duration.prototype.nanos = 0;

            /**
             * Creates a new Duration instance using the specified properties.
             * @function create
             * @memberof google.protobuf.Duration
             * @static
             * @param {google.protobuf.Duration.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.Duration} Duration instance
             * @type {{
             *   (properties: google.protobuf.Duration.$Shape): google.protobuf.Duration & google.protobuf.Duration.$Shape;
             *   (properties?: google.protobuf.Duration.$Properties): google.protobuf.Duration;
             * }}
             */
            Duration.create = function(properties) {
                return new Duration(properties);
            };

            /**
             * Encodes the specified Duration message. Does not implicitly {@link google.protobuf.Duration.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Duration
             * @static
             * @param {google.protobuf.Duration.$Properties} message Duration message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Duration.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Duration message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Duration
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Duration & google.protobuf.Duration.$Shape} Duration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Duration.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Duration();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Duration;
        })();

        protobuf.Struct = (function() {

            /**
             * Properties of a Struct.
             * @typedef {Object} google.protobuf.Struct.$Properties
             * @property {Object.<string,google.protobuf.Value.$Properties>|null} [fields] Struct fields
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Struct.
             * @memberof google.protobuf
             * @interface IStruct
             * @augments google.protobuf.Struct.$Properties
             * @deprecated Use google.protobuf.Struct.$Properties instead.
             */

            /**
             * Shape of a Struct.
             * @typedef {{
             *   fields?: Object.<string,google.protobuf.Value.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} google.protobuf.Struct.$Shape
             */

            /**
             * Constructs a new Struct.
             * @memberof google.protobuf
             * @classdesc Represents a Struct.
             * @constructor
             * @param {google.protobuf.Struct.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Struct = function (properties) {
                this.fields = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Struct fields.
             * @member {Object.<string,google.protobuf.Value.$Properties>} fields
             * @memberof google.protobuf.Struct
             * @instance
             */
            Struct.prototype.fields = $util.emptyObject;

            /**
             * Creates a new Struct instance using the specified properties.
             * @function create
             * @memberof google.protobuf.Struct
             * @static
             * @param {google.protobuf.Struct.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.Struct} Struct instance
             * @type {{
             *   (properties: google.protobuf.Struct.$Shape): google.protobuf.Struct & google.protobuf.Struct.$Shape;
             *   (properties?: google.protobuf.Struct.$Properties): google.protobuf.Struct;
             * }}
             */
            Struct.create = function(properties) {
                return new Struct(properties);
            };

            /**
             * Encodes the specified Struct message. Does not implicitly {@link google.protobuf.Struct.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Struct
             * @static
             * @param {google.protobuf.Struct.$Properties} message Struct message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Struct.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fields != null && $Object.hasOwnProperty.call(message, "fields"))
                    for (let keys = $Object.keys(message.fields), i = 0; i < keys.length; ++i) {
                        writer.uint32(/* id 1, wireType 2 =*/10).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                        $root.google.protobuf.Value.encode(message.fields[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                    }
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Struct message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Struct
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Struct & google.protobuf.Struct.$Shape} Struct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Struct.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Struct();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (message.fields === $util.emptyObject)
                                message.fields = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = null;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = $root.google.protobuf.Value.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.fields, key);
                            message.fields[key] = value || new $root.google.protobuf.Value();
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Struct;
        })();

        protobuf.Value = (function() {

            /**
             * Properties of a Value.
             * @typedef {Object} google.protobuf.Value.$Properties
             * @property {google.protobuf.NullValue|null} [nullValue] Value nullValue
             * @property {number|null} [numberValue] Value numberValue
             * @property {string|null} [stringValue] Value stringValue
             * @property {boolean|null} [boolValue] Value boolValue
             * @property {google.protobuf.Struct.$Properties|null} [structValue] Value structValue
             * @property {google.protobuf.ListValue.$Properties|null} [listValue] Value listValue
             * @property {"nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue"} [kind] Value kind
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Value.
             * @memberof google.protobuf
             * @interface IValue
             * @augments google.protobuf.Value.$Properties
             * @deprecated Use google.protobuf.Value.$Properties instead.
             */

            /**
             * Narrowed shape of a Value.
             * @typedef {{
             *   nullValue?: google.protobuf.NullValue|null;
             *   numberValue?: number|null;
             *   stringValue?: string|null;
             *   boolValue?: boolean|null;
             *   structValue?: google.protobuf.Struct.$Shape|null;
             *   listValue?: google.protobuf.ListValue.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ kind?: undefined; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "nullValue"; nullValue: google.protobuf.NullValue; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "numberValue"; nullValue?: null; numberValue: number; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "stringValue"; nullValue?: null; numberValue?: null; stringValue: string; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "boolValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue: boolean; structValue?: null; listValue?: null }|{ kind?: "structValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue: google.protobuf.Struct.$Shape; listValue?: null }|{ kind?: "listValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue: google.protobuf.ListValue.$Shape })
             * )} google.protobuf.Value.$Shape
             */

            /**
             * Constructs a new Value.
             * @memberof google.protobuf
             * @classdesc Represents a Value.
             * @constructor
             * @param {google.protobuf.Value.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Value nullValue.
             * @member {google.protobuf.NullValue|null|undefined} nullValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.nullValue = null;

            /**
             * Value numberValue.
             * @member {number|null|undefined} numberValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.numberValue = null;

            /**
             * Value stringValue.
             * @member {string|null|undefined} stringValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.stringValue = null;

            /**
             * Value boolValue.
             * @member {boolean|null|undefined} boolValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.boolValue = null;

            /**
             * Value structValue.
             * @member {google.protobuf.Struct.$Properties|null|undefined} structValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.structValue = null;

            /**
             * Value listValue.
             * @member {google.protobuf.ListValue.$Properties|null|undefined} listValue
             * @memberof google.protobuf.Value
             * @instance
             */
            Value.prototype.listValue = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Value kind.
             * @member {"nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue"|undefined} kind
             * @memberof google.protobuf.Value
             * @instance
             */
            $Object.defineProperty(Value.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["nullValue", "numberValue", "stringValue", "boolValue", "structValue", "listValue"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Value instance using the specified properties.
             * @function create
             * @memberof google.protobuf.Value
             * @static
             * @param {google.protobuf.Value.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.Value} Value instance
             * @type {{
             *   (properties: google.protobuf.Value.$Shape): google.protobuf.Value & google.protobuf.Value.$Shape;
             *   (properties?: google.protobuf.Value.$Properties): google.protobuf.Value;
             * }}
             */
            Value.create = function(properties) {
                return new Value(properties);
            };

            /**
             * Encodes the specified Value message. Does not implicitly {@link google.protobuf.Value.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Value
             * @static
             * @param {google.protobuf.Value.$Properties} message Value message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nullValue != null && $Object.hasOwnProperty.call(message, "nullValue"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.nullValue);
                if (message.numberValue != null && $Object.hasOwnProperty.call(message, "numberValue"))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.numberValue);
                if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.stringValue);
                if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue"))
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.boolValue);
                if (message.structValue != null && $Object.hasOwnProperty.call(message, "structValue"))
                    $root.google.protobuf.Struct.encode(message.structValue, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.listValue != null && $Object.hasOwnProperty.call(message, "listValue"))
                    $root.google.protobuf.ListValue.encode(message.listValue, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Value message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Value
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Value & google.protobuf.Value.$Shape} Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Value.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Value();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.nullValue = reader.int32();
                            message.kind = "nullValue";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            message.numberValue = reader.double();
                            message.kind = "numberValue";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.stringValue = reader.stringVerify();
                            message.kind = "stringValue";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.boolValue = reader.bool();
                            message.kind = "boolValue";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.structValue = $root.google.protobuf.Struct.decode(reader, reader.size(), $undefined, _depth + 1, message.structValue);
                            message.kind = "structValue";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.listValue = $root.google.protobuf.ListValue.decode(reader, reader.size(), $undefined, _depth + 1, message.listValue);
                            message.kind = "listValue";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Value;
        })();

        /**
         * NullValue enum.
         * @name google.protobuf.NullValue
         * @enum {number}
         * @property {number} NULL_VALUE=0 NULL_VALUE value
         */
        protobuf.NullValue = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NULL_VALUE"] = 0;
            return values;
        })();

        protobuf.ListValue = (function() {

            /**
             * Properties of a ListValue.
             * @typedef {Object} google.protobuf.ListValue.$Properties
             * @property {Array.<google.protobuf.Value.$Properties>|null} [values] ListValue values
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListValue.
             * @memberof google.protobuf
             * @interface IListValue
             * @augments google.protobuf.ListValue.$Properties
             * @deprecated Use google.protobuf.ListValue.$Properties instead.
             */

            /**
             * Shape of a ListValue.
             * @typedef {{
             *   values?: Array.<google.protobuf.Value.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} google.protobuf.ListValue.$Shape
             */

            /**
             * Constructs a new ListValue.
             * @memberof google.protobuf
             * @classdesc Represents a ListValue.
             * @constructor
             * @param {google.protobuf.ListValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListValue = function (properties) {
                this.values = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ListValue values.
             * @member {Array.<google.protobuf.Value.$Properties>} values
             * @memberof google.protobuf.ListValue
             * @instance
             */
            ListValue.prototype.values = $util.emptyArray;

            /**
             * Creates a new ListValue instance using the specified properties.
             * @function create
             * @memberof google.protobuf.ListValue
             * @static
             * @param {google.protobuf.ListValue.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.ListValue} ListValue instance
             * @type {{
             *   (properties: google.protobuf.ListValue.$Shape): google.protobuf.ListValue & google.protobuf.ListValue.$Shape;
             *   (properties?: google.protobuf.ListValue.$Properties): google.protobuf.ListValue;
             * }}
             */
            ListValue.create = function(properties) {
                return new ListValue(properties);
            };

            /**
             * Encodes the specified ListValue message. Does not implicitly {@link google.protobuf.ListValue.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.ListValue
             * @static
             * @param {google.protobuf.ListValue.$Properties} message ListValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.values != null && message.values.length)
                    for (let i = 0; i < message.values.length; ++i)
                        $root.google.protobuf.Value.encode(message.values[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListValue message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.ListValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.ListValue & google.protobuf.ListValue.$Shape} ListValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.ListValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.values && message.values.length))
                                message.values = [];
                            message.values.push($root.google.protobuf.Value.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListValue;
        })();

        protobuf.Timestamp = (function() {

            /**
             * Properties of a Timestamp.
             * @typedef {Object} google.protobuf.Timestamp.$Properties
             * @property {number|null} [seconds] Timestamp seconds
             * @property {number|null} [nanos] Timestamp nanos
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Timestamp.
             * @memberof google.protobuf
             * @interface ITimestamp
             * @augments google.protobuf.Timestamp.$Properties
             * @deprecated Use google.protobuf.Timestamp.$Properties instead.
             */

            /**
             * Shape of a Timestamp.
             * @typedef {google.protobuf.Timestamp.$Properties} google.protobuf.Timestamp.$Shape
             */

            /**
             * Constructs a new Timestamp.
             * @memberof google.protobuf
             * @classdesc Represents a Timestamp.
             * @constructor
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Timestamp = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Timestamp seconds.
             * @member {number} seconds
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.seconds = 0;

            /**
             * Timestamp nanos.
             * @member {number} nanos
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.nanos = 0;

            /**
             * Creates a new Timestamp instance using the specified properties.
             * @function create
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.Timestamp} Timestamp instance
             * @type {{
             *   (properties: google.protobuf.Timestamp.$Shape): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
             *   (properties?: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp;
             * }}
             */
            Timestamp.create = function(properties) {
                return new Timestamp(properties);
            };

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties} message Timestamp message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Timestamp.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Timestamp.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Timestamp();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Timestamp;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
