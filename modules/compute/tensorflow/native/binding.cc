// Functions on tensors in the CPU's memory, without the dispatch of an op: some ten microseconds
// each, as much as the computation takes for small tensors. Compiled instead of the package's entry
// file, which this includes and whose functions stay unchanged; ours are under `tolaria` in the
// exports.

#include <node_api.h>

// The package's module is defined below, with additions.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "tfjs_binding.cc"

#include "functions.h"
#include "products.h"

namespace tfnodejs {

TFJSBackend* BackendOf(napi_env env) { return GetTFJSBackend(env); }

namespace {

template <int32_t (*work)(const tolaria::Call&)>
napi_property_descriptor Named(const char* name) {
  return {name, nullptr, tolaria::Function<work>, nullptr, nullptr, nullptr, napi_default, nullptr};
}

}  // namespace

NAPI_MODULE_INIT() {
  exports = InitTFNodeJSBinding(env, exports);
  napi_value functions;
  ENSURE_NAPI_OK_RETVAL(env, napi_create_object(env, &functions), exports);
  const napi_property_descriptor properties[] = {
      Named<tolaria::Flatten>("flatten"),       Named<tolaria::Unflatten>("unflatten"),
      Named<tolaria::ReshapeTensor>("reshape"),     Named<tolaria::FromArray>("fromArray"),
      Named<tolaria::Sum>("sum"),               Named<tolaria::Gram>("gram"),
      Named<tolaria::Accuracy>("accuracy"),     Named<tolaria::DenseGradient>("denseGradient"),
      Named<tolaria::CrossEntropy>("crossEntropy"), Named<tolaria::AdamW>("adamw"),
      Named<tolaria::LionUpdate>("lion"), Named<tolaria::RmspropUpdate>("rmsprop"),
      Named<tolaria::LambUpdate>("lamb"), Named<tolaria::Recurrence>("recurrence"),
      Named<tolaria::RecurrenceGradient>("recurrenceGradient"),
      Named<tolaria::Softmax>("softmax"), Named<tolaria::SoftmaxGradient>("softmaxGradient"),
      Named<tolaria::SmoothActivation>("activation"),
      Named<tolaria::SmoothActivationGradient>("activationGradient"),
      Named<tolaria::TransposeTensor>("transpose"), Named<tolaria::AddTensors>("add"),
      Named<tolaria::LayerNormalization>("layerNormalization"),
      Named<tolaria::LayerNormalizationGradient>("layerNormalizationGradient"),
  };
  // Only if the processor supports them.
  const napi_property_descriptor products[] = {
      Named<tolaria::MatMul>("matmul"),
      Named<tolaria::Dense>("dense"),
      Named<tolaria::Attention>("maskedAttention"),
      Named<tolaria::AttentionGradient>("maskedAttentionGradient"),
      Named<tolaria::Conv2d>("conv2d"),
      Named<tolaria::Conv2dGradient>("conv2dGradient"),
      Named<tolaria::MaxPool>("maxPool"),
      Named<tolaria::MaxPoolGradient>("maxPoolGradient"),
  };
  const size_t count = ARRAY_SIZE(properties);
  ENSURE_NAPI_OK_RETVAL(env, napi_define_properties(env, functions, count, properties), exports);
  if (tolaria::CanMultiply()) {
    const size_t more = ARRAY_SIZE(products);
    ENSURE_NAPI_OK_RETVAL(env, napi_define_properties(env, functions, more, products), exports);
  }
  ENSURE_NAPI_OK_RETVAL(env, napi_set_named_property(env, exports, "tolaria", functions), exports);
  return exports;
}

}  // namespace tfnodejs
