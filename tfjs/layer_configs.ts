import { serialization } from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";

const { classNameMap } = serialization.SerializationMap.getMap();

// tfjs reads this option of a separable convolution but does not write it: a copy had a multiplier of 1.
const { prototype } = layers.separableConv2d({ filters: 1, kernelSize: 1 })
  .constructor as typeof layers.Layer;
const { getConfig } = prototype;
prototype.getConfig = function (this: layers.Layer & { readonly depthMultiplier: number }) {
  return { ...getConfig.call(this), depthMultiplier: this.depthMultiplier };
};

// Names in a model.json become camelCase before they are looked up, that of this activation too.
Object.assign(classNameMap, { geluNew: classNameMap.gelu_new });
