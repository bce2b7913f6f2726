// What a function of ours is called with from JavaScript, and the tensors that it works on.
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

/** What becomes an Error in JavaScript. */
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

  /** A typed array's numbers, where they lie. */
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

  /** A tensor by its id, on the same buffer. */
  Tensor Resolve(int32_t id) const;

  /** The tensor whose id is an argument. */
  Tensor At(size_t at) const { return Resolve(Number(at)); }

  /** A tensor of float32 by its id; its numbers are those of {@link DataOf}. */
  Tensor Floats(int32_t id) const;

  Tensor FloatsAt(size_t at) const { return Floats(Number(at)); }

  /** The same, and null where the id is -1. */
  Tensor FloatsOrNullAt(size_t at) const { return Number(at) < 0 ? nullptr : FloatsAt(at); }

  /** Takes a tensor's id away; its buffer goes with the last who holds it. */
  void Release(int32_t id) const;

  /** Enters tensors; the id of the first, which those of the others follow. */
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
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, nullptr, "no memory");
    return nullptr;
  }
}

Tensor Allocate(TF_DataType type, const std::vector<int64_t>& shape);

/** The same buffer in another shape. */
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
