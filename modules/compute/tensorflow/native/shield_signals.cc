// A signal during one of oneDNN's matrix products corrupts the heap: with AVX-512, its compiled
// loops keep data where the handler's frame is placed (seen with TensorFlow 2.21 in a C program
// with a timer's signal and nothing else). Runtimes use signals for their profiler, for child
// processes and for Ctrl-C. So signals are deferred until an op ends: they are blocked for the
// thread that runs it, and for TensorFlow's own threads, which inherit the mask of the thread that
// creates them. The linker wraps the real functions with these.

#include <csignal>
#include <initializer_list>

#include "tensorflow/c/eager/c_api.h"

namespace {

class Shield {
 public:
  Shield() {
    sigset_t all;
    sigfillset(&all);
    // Signals that a thread raises itself cannot wait.
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
