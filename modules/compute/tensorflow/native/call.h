// Arguments of a native function, and the tensors that it works on.
#pragma once

#include <node_api.h>

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/c/tf_tensor.h"

namespace tfnodejs {
class TFJSBackend;
}

namespace tolaria {

struct Deleted {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, Deleted>;

/** Becomes an Error in JavaScript. */
struct Failure {
  std::string message;
};

[[noreturn]] void Fail(const std::string& message);

/** The arguments of a call. */
class Call {
 public:
  static constexpr size_t kMost = 8;

  Call(napi_env env, napi_callback_info info);

  int32_t Number(size_t at) const;
  double Real(size_t at) const;
  bool Flag(size_t at) const;

  /** The numbers of a typed array, in place. */
  struct Numbers {
    napi_typedarray_type type;
    const void* data;
    size_t length;
  };
  Numbers Array(size_t at) const;

  /** The numbers of an Int32Array. */
  std::pair<const int32_t*, size_t> Ints(size_t at) const;

  /** An Int32Array as a shape. */
  std::vector<int64_t> Shape(size_t at) const;

  /** A tensor by id, on the same buffer. */
  Tensor Resolve(int32_t id) const;

  /** The tensor whose id is an argument. */
  Tensor At(size_t at) const { return Resolve(Number(at)); }

  /** A float32 tensor by id; see {@link DataOf}. */
  Tensor Floats(int32_t id) const;

  Tensor FloatsAt(size_t at) const { return Floats(Number(at)); }

  /** The same, or null if the id is -1. */
  Tensor FloatsOrNullAt(size_t at) const { return Number(at) < 0 ? nullptr : FloatsAt(at); }

  /** Removes a tensor's id; the buffer is freed with its last owner. */
  void Release(int32_t id) const;

  /** Registers tensors. Returns the id of the first; the others' follow. */
  template <typename... Tensors>
  int32_t Add(const Tensor& first, const Tensors&... others) const {
    const int32_t id = Enter(first);
    (Enter(others), ...);
    return id;
  }

 private:
  int32_t Enter(const Tensor& tensor) const;

  napi_env env_;
  napi_value arguments_[kMost];
  tfnodejs::TFJSBackend* backend_;
};

/** Wraps a function that returns an integer for JavaScript. */
template <int32_t (*work)(const Call&)>
napi_value Function(napi_env env, napi_callback_info info) {
  try {
    napi_value result = nullptr;
    napi_create_int32(env, work(Call(env, info)), &result);
    return result;
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
    return nullptr;
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, nullptr, "no memory");
    return nullptr;
  }
}

Tensor Allocate(TF_DataType type, const std::vector<int64_t>& shape);

/** The tensor in another shape, on the same buffer. */
Tensor Reshape(const Tensor& tensor, const std::vector<int64_t>& shape);

inline float* DataOf(const Tensor& tensor) {
  return static_cast<float*>(TF_TensorData(tensor.get()));
}

inline const float* DataOrNull(const Tensor& tensor) {
  return tensor == nullptr ? nullptr : DataOf(tensor);
}

inline size_t CountOf(const Tensor& tensor) { return TF_TensorElementCount(tensor.get()); }

/** Whether nobody else holds the buffer. */
inline bool IsUnique(const Tensor& tensor) { return TF_TensorMaybeMove(tensor.get()) != nullptr; }

std::vector<int64_t> ShapeOf(const Tensor& tensor);

}  // namespace tolaria
