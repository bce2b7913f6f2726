// Work on tensors in the processor's memory, without the dispatch of an op: some ten microseconds each, as much as the
// work itself takes where tensors are small. Compiled in the place of the package's entry file, which it includes, and
// whose functions stay as they are; these are under `tolaria` in what the binding exports.

#include <node_api.h>

// The package's module is made below, with more in it.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "tfjs_binding.cc"

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tensorflow/c/tf_tensor.h"

namespace tfnodejs {

// The package keeps its tensors to itself; what is named to instantiate a template is open to it.
std::unordered_map<int32_t, TFE_TensorHandle*>& HandlesOf(TFJSBackend& backend);
int32_t Enter(TFJSBackend& backend, TFE_TensorHandle* handle);

template <auto handles, auto insert>
struct Opened {
  friend std::unordered_map<int32_t, TFE_TensorHandle*>& HandlesOf(TFJSBackend& backend) {
    return backend.*handles;
  }
  friend int32_t Enter(TFJSBackend& backend, TFE_TensorHandle* handle) {
    return (backend.*insert)(handle);
  }
};
template struct Opened<&TFJSBackend::tfe_handle_map_, &TFJSBackend::InsertHandle>;

namespace {

struct Deleted {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, Deleted>;

struct Failure {
  std::string message;
};

[[noreturn]] void Fail(const std::string& message) { throw Failure{message}; }

void Check(const TF_AutoStatus& status) {
  if (TF_GetCode(status.status) != TF_OK) Fail(TF_Message(status.status));
}

/** What a function is called with. */
class Call {
 public:
  static constexpr size_t kMost = 3;

  Call(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMost;
    if (napi_get_cb_info(env, info, &count, arguments_, nullptr, nullptr) != napi_ok) {
      Fail("no arguments");
    }
    backend_ = GetTFJSBackend(env);
    if (backend_ == nullptr) Fail("no backend");
  }

  int32_t Number(size_t at) const {
    int32_t number = 0;
    if (napi_get_value_int32(env_, arguments_[at], &number) != napi_ok) Fail("no number");
    return number;
  }

  /** A typed array's numbers, where they lie. */
  struct Numbers {
    napi_typedarray_type type;
    const void* data;
    size_t length;
  };
  Numbers Array(size_t at) const {
    Numbers found;
    void* data = nullptr;
    if (napi_get_typedarray_info(env_, arguments_[at], &found.type, &found.length, &data, nullptr,
                                 nullptr) != napi_ok) {
      Fail("no typed array");
    }
    found.data = data;
    return found;
  }

  /** The numbers of an Int32Array. */
  std::pair<const int32_t*, size_t> Ints(size_t at) const {
    const Numbers found = Array(at);
    if (found.type != napi_int32_array) Fail("no Int32Array");
    return {static_cast<const int32_t*>(found.data), found.length};
  }

  /** An Int32Array as a shape. */
  std::vector<int64_t> Shape(size_t at) const {
    const auto [extents, rank] = Ints(at);
    return {extents, extents + rank};
  }

  /** A tensor by its id, on the same buffer. */
  Tensor Resolve(int32_t id) const {
    auto& handles = HandlesOf(*backend_);
    auto found = handles.find(id);
    if (found == handles.end()) Fail("no tensor " + std::to_string(id));
    TF_AutoStatus status;
    Tensor tensor(TFE_TensorHandleResolve(found->second, status.status));
    Check(status);
    return tensor;
  }

  /** Enters a tensor; its id. */
  int32_t Add(const TF_Tensor* tensor) const {
    TF_AutoStatus status;
    TFE_TensorHandle* handle = TFE_NewTensorHandle(tensor, status.status);
    Check(status);
    return Enter(*backend_, handle);
  }

 private:
  napi_env env_;
  napi_value arguments_[kMost];
  TFJSBackend* backend_;
};

/** Makes a function of JavaScript's of one that gives a whole number. */
template <int32_t (*work)(const Call&)>
napi_value Function(napi_env env, napi_callback_info info) {
  try {
    napi_value result = nullptr;
    napi_create_int32(env, work(Call(env, info)), &result);
    return result;
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
    return nullptr;
  }
}

Tensor Allocate(TF_DataType type, const std::vector<int64_t>& shape) {
  size_t bytes = TF_DataTypeSize(type);
  for (int64_t extent : shape) bytes *= extent;
  Tensor tensor(TF_AllocateTensor(type, shape.data(), shape.size(), bytes));
  if (tensor == nullptr) Fail("no memory");
  return tensor;
}

float* DataOf(const Tensor& tensor) { return static_cast<float*>(TF_TensorData(tensor.get())); }

typedef float Lanes __attribute__((vector_size(64), aligned(4), may_alias));

constexpr size_t kLanes = 16;

/** Sums in single precision go no further than this many numbers a lane. */
constexpr size_t kBlock = 64 * 4 * kLanes;

#if defined(__x86_64__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/** Copies numbers; the sum of their squares. */
FOR_EACH_PROCESSOR double CopyAndSquare(const float* from, float* to, size_t count) {
  double sum = 0;
  size_t at = 0;
  while (at + 4 * kLanes <= count) {
    const size_t end = at + kBlock < count ? at + kBlock : count;
    Lanes sums[4] = {};
    for (; at + 4 * kLanes <= end; at += 4 * kLanes) {
      for (size_t part = 0; part < 4; part++) {
        const Lanes x = *reinterpret_cast<const Lanes*>(from + at + part * kLanes);
        *reinterpret_cast<Lanes*>(to + at + part * kLanes) = x;
        sums[part] += x * x;
      }
    }
    const Lanes all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (size_t lane = 0; lane < kLanes; lane++) sum += all[lane];
  }
  for (; at < count; at++) {
    to[at] = from[at];
    sum += double(from[at]) * from[at];
  }
  return sum;
}

int32_t Flatten(const Call& call) {
  const auto [ids, parts] = call.Ints(0);
  std::vector<Tensor> tensors;
  size_t count = 0;
  for (size_t part = 0; part < parts; part++) {
    tensors.push_back(call.Resolve(ids[part]));
    if (TF_TensorType(tensors.back().get()) != TF_FLOAT) Fail("no float32");
    count += TF_TensorElementCount(tensors.back().get());
  }
  const Tensor flat = Allocate(TF_FLOAT, {static_cast<int64_t>(count)});
  const Tensor norm = Allocate(TF_FLOAT, {});
  double sum = 0;
  float* to = DataOf(flat);
  for (const Tensor& tensor : tensors) {
    const size_t size = TF_TensorElementCount(tensor.get());
    sum += CopyAndSquare(DataOf(tensor), to, size);
    to += size;
  }
  *DataOf(norm) = static_cast<float>(sum);
  const int32_t first = call.Add(flat.get());
  call.Add(norm.get());
  return first;
}

void LetGo(void*, size_t, void* whole) { TF_DeleteTensor(static_cast<TF_Tensor*>(whole)); }

int32_t Pieces(const Call& call) {
  const Tensor whole = call.Resolve(call.Number(0));
  const auto [layout, length] = call.Ints(1);
  const size_t width = TF_DataTypeSize(TF_TensorType(whole.get()));
  const size_t size = TF_TensorByteSize(whole.get());
  size_t offset = 0;
  int32_t first = -1;
  for (size_t at = 0; at < length;) {
    const std::vector<int64_t> shape(layout + at + 1, layout + at + 1 + layout[at]);
    at += 1 + shape.size();
    size_t bytes = width;
    for (int64_t extent : shape) bytes *= extent;
    if (offset + bytes > size) Fail("too few numbers");
    TF_Tensor* holder = call.Resolve(call.Number(0)).release();
    // Copies where the processor would not bear the offset.
    Tensor piece(TF_NewTensor(TF_TensorType(whole.get()), shape.data(), shape.size(),
                              static_cast<char*>(TF_TensorData(whole.get())) + offset, bytes, LetGo,
                              holder));
    const int32_t id = call.Add(piece.get());
    if (first < 0) first = id;
    offset += bytes;
  }
  return first;
}

int32_t Reshaped(const Call& call) {
  const Tensor tensor = call.Resolve(call.Number(0));
  const std::vector<int64_t> shape = call.Shape(1);
  const TF_DataType type = TF_TensorType(tensor.get());
  const Tensor other = Allocate(type, {});
  TF_AutoStatus status;
  TF_TensorBitcastFrom(tensor.get(), type, other.get(), shape.data(), shape.size(), status.status);
  Check(status);
  return call.Add(other.get());
}

int32_t Copied(const Call& call) {
  const Call::Numbers values = call.Array(0);
  const bool floats = values.type == napi_float32_array;
  if (!floats && values.type != napi_int32_array) Fail("neither Float32Array nor Int32Array");
  const Tensor tensor = Allocate(floats ? TF_FLOAT : TF_INT32, call.Shape(1));
  const size_t bytes = TF_TensorByteSize(tensor.get());
  if (bytes != 4 * values.length) Fail("another number of values than the shape has");
  std::memcpy(TF_TensorData(tensor.get()), values.data, bytes);
  return call.Add(tensor.get());
}

/** Place of the largest number, the first of equals. */
int32_t Largest(const float* numbers, int64_t count) {
  int32_t place = 0;
  float largest = std::numeric_limits<float>::lowest();
  for (int64_t at = 0; at < count; at++) {
    if (numbers[at] > largest) {
      largest = numbers[at];
      place = at;
    }
  }
  return place;
}

int32_t Accuracy(const Call& call) {
  const Tensor scores = call.Resolve(call.Number(0));
  const Tensor targets = call.Resolve(call.Number(1));
  const bool classes = TF_TensorType(targets.get()) == TF_INT32;
  if (TF_TensorType(scores.get()) != TF_FLOAT || TF_NumDims(scores.get()) != 2) Fail("no scores");
  const int64_t rows = TF_Dim(scores.get(), 0);
  const int64_t width = TF_Dim(scores.get(), 1);
  if (!classes && TF_TensorType(targets.get()) != TF_FLOAT) Fail("no targets");
  if (TF_TensorElementCount(targets.get()) != (classes ? rows : rows * width)) {
    Fail("another number of targets than of rows");
  }
  int64_t right = 0;
  for (int64_t row = 0; row < rows; row++) {
    const int32_t target = classes ? static_cast<int32_t*>(TF_TensorData(targets.get()))[row]
                                   : Largest(DataOf(targets) + row * width, width);
    right += Largest(DataOf(scores) + row * width, width) == target;
  }
  const Tensor share = Allocate(TF_FLOAT, {});
  *DataOf(share) = static_cast<float>(right) / static_cast<float>(rows);
  return call.Add(share.get());
}

}  // namespace

NAPI_MODULE_INIT() {
  exports = InitTFNodeJSBinding(env, exports);
  napi_value functions;
  ENSURE_NAPI_OK_RETVAL(env, napi_create_object(env, &functions), exports);
  const napi_property_descriptor properties[] = {
      {"flatten", nullptr, Function<Flatten>, nullptr, nullptr, nullptr,
       napi_default, nullptr},
      {"pieces", nullptr, Function<Pieces>, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"reshaped", nullptr, Function<Reshaped>, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"accuracy", nullptr, Function<Accuracy>, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"copied", nullptr, Function<Copied>, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  ENSURE_NAPI_OK_RETVAL(
      env, napi_define_properties(env, functions, ARRAY_SIZE(properties), properties), exports);
  ENSURE_NAPI_OK_RETVAL(env, napi_set_named_property(env, exports, "tolaria", functions), exports);
  return exports;
}

}  // namespace tfnodejs
