#include "call.h"

#include <unordered_map>

#include "tf_auto_status.h"
#include "tfjs_backend.h"

namespace tfnodejs {

// The package's tensors are private; an explicit template instantiation may name private members.
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

// Defined in binding.cc.
TFJSBackend* BackendOf(napi_env env);

}  // namespace tfnodejs

namespace tolaria {

namespace {

void Check(const tfnodejs::TF_AutoStatus& status) {
  if (TF_GetCode(status.status) != TF_OK) Fail(TF_Message(status.status));
}

}  // namespace

void Fail(const std::string& message) { throw Failure{message}; }

Call::Call(napi_env env, napi_callback_info info) : env_(env) {
  size_t count = kMost;
  if (napi_get_cb_info(env, info, &count, arguments_, nullptr, nullptr) != napi_ok) {
    Fail("no arguments");
  }
  backend_ = tfnodejs::BackendOf(env);
  if (backend_ == nullptr) Fail("no backend");
}

int32_t Call::Number(size_t at) const {
  int32_t number = 0;
  if (napi_get_value_int32(env_, arguments_[at], &number) != napi_ok) Fail("no number");
  return number;
}

double Call::Real(size_t at) const {
  double number = 0;
  if (napi_get_value_double(env_, arguments_[at], &number) != napi_ok) Fail("no number");
  return number;
}

bool Call::Flag(size_t at) const {
  bool flag = false;
  if (napi_get_value_bool(env_, arguments_[at], &flag) != napi_ok) Fail("no boolean");
  return flag;
}

Call::Numbers Call::Array(size_t at) const {
  Numbers found;
  void* data = nullptr;
  if (napi_get_typedarray_info(env_, arguments_[at], &found.type, &found.length, &data, nullptr,
                               nullptr) != napi_ok) {
    Fail("no typed array");
  }
  found.data = data;
  return found;
}

std::pair<const int32_t*, size_t> Call::Ints(size_t at) const {
  const Numbers found = Array(at);
  if (found.type != napi_int32_array) Fail("no Int32Array");
  return {static_cast<const int32_t*>(found.data), found.length};
}

std::vector<int64_t> Call::Shape(size_t at) const {
  const auto [extents, rank] = Ints(at);
  return {extents, extents + rank};
}

Tensor Call::Resolve(int32_t id) const {
  auto& handles = tfnodejs::HandlesOf(*backend_);
  auto found = handles.find(id);
  if (found == handles.end()) Fail("no tensor " + std::to_string(id));
  tfnodejs::TF_AutoStatus status;
  Tensor tensor(TFE_TensorHandleResolve(found->second, status.status));
  Check(status);
  return tensor;
}

Tensor Call::Floats(int32_t id) const {
  Tensor tensor = Resolve(id);
  if (TF_TensorType(tensor.get()) != TF_FLOAT) Fail("no float32");
  return tensor;
}

void Call::Release(int32_t id) const {
  auto& handles = tfnodejs::HandlesOf(*backend_);
  const auto found = handles.find(id);
  if (found == handles.end()) return;
  TFE_DeleteTensorHandle(found->second);
  handles.erase(found);
}

int32_t Call::Enter(const Tensor& tensor) const {
  tfnodejs::TF_AutoStatus status;
  TFE_TensorHandle* handle = TFE_NewTensorHandle(tensor.get(), status.status);
  Check(status);
  return tfnodejs::Enter(*backend_, handle);
}

Tensor Allocate(TF_DataType type, const std::vector<int64_t>& shape) {
  size_t bytes = TF_DataTypeSize(type);
  for (int64_t extent : shape) bytes *= extent;
  Tensor tensor(TF_AllocateTensor(type, shape.data(), shape.size(), bytes));
  if (tensor == nullptr) Fail("no memory");
  return tensor;
}

Tensor Reshape(const Tensor& tensor, const std::vector<int64_t>& shape) {
  const TF_DataType type = TF_TensorType(tensor.get());
  Tensor other = Allocate(type, {});
  tfnodejs::TF_AutoStatus status;
  TF_TensorBitcastFrom(tensor.get(), type, other.get(), shape.data(), shape.size(), status.status);
  Check(status);
  return other;
}

std::vector<int64_t> ShapeOf(const Tensor& tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor.get()));
  for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(tensor.get(), axis);
  return shape;
}

}  // namespace tolaria
