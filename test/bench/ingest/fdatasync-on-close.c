/* For LD_PRELOAD: what is written to a regular file is on disk before fclose returns. storescp closes an image's file before it
 * answers, so with this its Success means what ours means, for the file if not for its name in the folder. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int fclose(FILE *file) {
  static int (*real)(FILE *);
  struct stat status;
  int descriptor = fileno(file);
  if (!real) real = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
  if (descriptor >= 0 && (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY && !fstat(descriptor, &status) &&
      S_ISREG(status.st_mode)) {
    fflush(file);
    fdatasync(descriptor);
  }
  return real(file);
}
