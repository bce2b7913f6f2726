// A signal that arrives in the midst of one of oneDNN's matrix products damages the heap: with AVX-512, its compiled
// loops keep data where the frame of a handler is laid (seen with TensorFlow 2.21 in a C program of its own, with a
// timer's signal and nothing else). A runtime uses signals for its profiler, for its children that end and for Ctrl-C.
// So they wait until an op is done: they are blocked for the thread that runs it, and for TensorFlow's own threads,
// which inherit the mask of the thread that makes them. The linker puts these functions before the real ones.

#include <csignal>
#include <initializer_list>

#include "tensorflow/c/eager/c_api.h"

namespace {

class Shield {
 public:
  Shield() {
    sigset_t all;
    sigfillset(&all);
    // What a thread does to itself cannot wait.
    for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT}) sigdelset(&all, own);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~Shield() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

extern "C" {

void __real_TFE_Execute(TFE_Op*, TFE_TensorHandle**, int*, TF_Status*);
TFE_Context* __real_TFE_NewContext(const TFE_ContextOptions*, TF_Status*);

void __wrap_TFE_Execute(TFE_Op* op, TFE_TensorHandle** results, int* count, TF_Status* status) {
  Shield shield;
  __real_TFE_Execute(op, results, count, status);
}

TFE_Context* __wrap_TFE_NewContext(const TFE_ContextOptions* options, TF_Status* status) {
  Shield shield;
  return __real_TFE_NewContext(options, status);
}

}
