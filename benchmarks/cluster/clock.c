/* A clock that is wrong by as many seconds as a file says, for what is preloaded with it.

   GONGHUI_CLOCK names a file of eight bytes, which is mapped: a jump is seen at once, by
   everybody. Monotonic time stays as it is, as on a machine whose clock is set. Nothing
   is looked up or allocated on the way, so that Redis' allocator may ask for the time
   while it starts (with libfaketime it hangs). */

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *wrong_by;

__attribute__((constructor)) static void open_clock(void) {
    const char *path = getenv("GONGHUI_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *wrong_by, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) wrong_by = mapped;
    close(file);
}

static int64_t offset(void) { return wrong_by ? *wrong_by : 0; }

int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, which, now);
    int is_wall = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
    if (!failed && is_wall) now->tv_sec += offset();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}

/* Who waits until a moment of the wrong clock waits until that of the kernel's. */

static struct timespec real(const struct timespec *until) {
    return (struct timespec){until->tv_sec - offset(), until->tv_nsec};
}

int sem_timedwait(sem_t *restrict which, const struct timespec *restrict until) {
    struct timespec moment = real(until);
    return sem_clockwait(which, CLOCK_REALTIME, &moment);
}

int pthread_cond_timedwait(pthread_cond_t *restrict which,
                           pthread_mutex_t *restrict held,
                           const struct timespec *restrict until) {
    struct timespec moment = real(until);
    return pthread_cond_clockwait(which, held, CLOCK_REALTIME, &moment);
}
