// Scratch memory of a thread.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>

namespace tolaria {

inline size_t PartsOf(size_t whole, size_t part) { return (whole + part - 1) / part; }

/** A buffer that a thread keeps for its next product, unless it is large. */
class Scratch {
 public:
  float* Get(size_t count) {
    if (count > count_) {
      data_.reset();
      count_ = 0;
      const size_t bytes = (count * sizeof(float) + 63) / 64 * 64;
      data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
      if (data_ == nullptr) throw std::bad_alloc();
      count_ = count;
    }
    return data_.get();
  }
  void LetGoIfLarge() {
    constexpr size_t kKept = size_t{4} << 20;
    if (count_ <= kKept) return;
    data_.reset();
    count_ = 0;
  }

 private:
  struct Freed {
    void operator()(float* data) const { std::free(data); }
  };
  std::unique_ptr<float, Freed> data_;
  size_t count_ = 0;
};

}  // namespace tolaria
