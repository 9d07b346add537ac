#include "harness/run/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* So many runs of cases are under way at once at most, for each worker: parked ones cost a world on the endpoint. */
enum { UNDER_WAY_PER_JOB = 8 };

typedef struct parked {
    rms_case_run *run;
    size_t index;
    double due_ms;
} parked;

struct rms_pool {
    rms_run_context *context;
    pthread_mutex_t lock;
    pthread_cond_t work;  /* there may be something to do */
    pthread_cond_t ended; /* a run of a case has ended */
    pthread_t *threads;
    size_t n_threads;

    size_t next;      /* first run that has not begun */
    size_t under_way; /* begun and not ended, parked ones included */
    size_t under_way_max;
    parked *waiting;
    size_t n_waiting;
    rms_case_report *reports; /* by run */
    unsigned char *has_ended; /* by run: its report is there */
    const char *current;

    parked *standing; /* ended by an interruption, their worlds still stand */
    size_t n_standing, n_releasing;
    int releasing, closing;
};

static void wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, double due_ms)
{
    const struct timespec due = {.tv_sec = (time_t)(due_ms / 1e3),
                                 .tv_nsec = (long)((due_ms - (double)(long long)(due_ms / 1e3) * 1e3) * 1e6)};
    (void)pthread_cond_timedwait(cond, lock, &due);
}

/* The parked run that is due first; n_waiting when there is none. */
static size_t first_due(const rms_pool *pool)
{
    size_t best = pool->n_waiting;
    for (size_t i = 0; i < pool->n_waiting; i++)
        if (best == pool->n_waiting || pool->waiting[i].due_ms < pool->waiting[best].due_ms)
            best = i;
    return best;
}

/* A parked run that is due, or else a new one; 0 when there is nothing to do now. */
static int pick(rms_pool *pool, parked *ret)
{
    const size_t due = first_due(pool);
    if (due < pool->n_waiting &&
        (pool->waiting[due].due_ms <= rms_clock_ms() || atomic_load(&pool->context->stopping))) {
        *ret = pool->waiting[due];
        pool->waiting[due] = pool->waiting[--pool->n_waiting];
        return 1;
    }
    if (pool->next < pool->context->plan->n_cases && pool->under_way < pool->under_way_max) {
        *ret = (parked){.index = pool->next++};
        pool->under_way++;
        pool->current = pool->context->plan->cases[ret->index].the_case->id;
        return 1;
    }
    return 0;
}

/* Without the lock: begin or go on. Returns 1 when the run has ended. */
static int work_on(rms_pool *pool, parked *job)
{
    if (!job->run)
        job->run = rms_case_run_new(pool->context, job->index);
    if (!job->run)
        return 1;
    const long wait = rms_case_run_advance(job->run);
    job->due_ms = rms_clock_ms() + (double)wait;
    return wait < 0;
}

/* With the lock. */
static void finish(rms_pool *pool, parked *job)
{
    if (job->run)
        rms_case_run_take_report(job->run, &pool->reports[job->index]);
    pool->has_ended[job->index] = 1;
    pool->under_way--;
    if (job->run && rms_case_run_has_world(job->run))
        pool->standing[pool->n_standing++] = *job;
    else
        rms_case_run_free(job->run);
    (void)pthread_cond_broadcast(&pool->ended);
    (void)pthread_cond_broadcast(&pool->work);
}

/* With the lock. Another worker may have to wake earlier now than it meant to. */
static void park(rms_pool *pool, const parked *job)
{
    pool->waiting[pool->n_waiting++] = *job;
    (void)pthread_cond_signal(&pool->work);
}

/* With the lock: give one world back. */
static void release_one(rms_pool *pool)
{
    rms_case_run *run = pool->standing[--pool->n_standing].run;
    pool->n_releasing++;
    (void)pthread_mutex_unlock(&pool->lock);
    rms_case_run_release(run);
    rms_case_run_free(run);
    (void)pthread_mutex_lock(&pool->lock);
    pool->n_releasing--;
    (void)pthread_cond_broadcast(&pool->ended);
}

static void *worker(void *context)
{
    rms_pool *pool = context;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->closing) {
        parked job = {0};
        if (pool->releasing && pool->n_standing) {
            release_one(pool);
        } else if (pick(pool, &job)) {
            (void)pthread_mutex_unlock(&pool->lock);
            const int ended = work_on(pool, &job);
            (void)pthread_mutex_lock(&pool->lock);
            if (ended)
                finish(pool, &job);
            else
                park(pool, &job);
        } else if (pool->n_waiting) {
            wait_until(&pool->work, &pool->lock, pool->waiting[first_due(pool)].due_ms);
        } else {
            (void)pthread_cond_wait(&pool->work, &pool->lock);
        }
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static rms_status start_threads(rms_pool *pool, unsigned jobs, rms_error *err)
{
    for (; pool->n_threads < jobs; pool->n_threads++)
        if (pthread_create(&pool->threads[pool->n_threads], NULL, worker, pool) != 0)
            break;
    return pool->n_threads ? RMS_OK : rms_fail(err, RMS_E_IO, 0, "no thread could be started");
}

static int init_locks(rms_pool *pool)
{
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0)
        return 0;
    const int ok = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
                   pthread_mutex_init(&pool->lock, NULL) == 0 && pthread_cond_init(&pool->work, &monotonic) == 0 &&
                   pthread_cond_init(&pool->ended, &monotonic) == 0;
    (void)pthread_condattr_destroy(&monotonic);
    return ok;
}

rms_status rms_pool_start(rms_run_context *context, unsigned jobs, rms_pool **ret, rms_error *err)
{
    const size_t n = context->plan->n_cases;
    rms_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    pool->context = context;
    pool->under_way_max = jobs == 1 ? 1 : (size_t)jobs * UNDER_WAY_PER_JOB;
    pool->threads = calloc(jobs, sizeof *pool->threads);
    pool->waiting = calloc(pool->under_way_max, sizeof *pool->waiting);
    pool->reports = calloc(n + 1, sizeof *pool->reports);
    pool->has_ended = calloc(n + 1, sizeof *pool->has_ended);
    pool->standing = calloc(n + 1, sizeof *pool->standing);
    if (!pool->threads || !pool->waiting || !pool->reports || !pool->has_ended || !pool->standing ||
        !init_locks(pool)) {
        rms_pool_free(pool);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    const rms_status status = start_threads(pool, jobs, err);
    if (status == RMS_OK)
        *ret = pool;
    else
        rms_pool_free(pool);
    return status;
}

int rms_pool_take(rms_pool *pool, size_t index, unsigned wait_ms, const char **ret_current, rms_case_report *ret)
{
    const double due_ms = rms_clock_ms() + wait_ms;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->has_ended[index] && rms_clock_ms() < due_ms)
        wait_until(&pool->ended, &pool->lock, due_ms);
    const int has_ended = pool->has_ended[index];
    if (has_ended)
        *ret = pool->reports[index];
    *ret_current = pool->current;
    (void)pthread_mutex_unlock(&pool->lock);
    return has_ended;
}

void rms_pool_begin_no_more(rms_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->next < pool->context->plan->n_cases)
        pool->has_ended[pool->next++] = 1;
    (void)pthread_cond_broadcast(&pool->work);
    (void)pthread_mutex_unlock(&pool->lock);
}

void rms_pool_stop(rms_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    (void)pthread_cond_broadcast(&pool->work);
    (void)pthread_mutex_unlock(&pool->lock);
}

void rms_pool_release(rms_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->releasing = 1;
    (void)pthread_cond_broadcast(&pool->work);
    while (pool->n_standing || pool->n_releasing)
        (void)pthread_cond_wait(&pool->ended, &pool->lock);
    (void)pthread_mutex_unlock(&pool->lock);
}

void rms_pool_free(rms_pool *pool)
{
    if (!pool)
        return;
    if (pool->n_threads) {
        (void)pthread_mutex_lock(&pool->lock);
        pool->closing = 1;
        (void)pthread_cond_broadcast(&pool->work);
        (void)pthread_mutex_unlock(&pool->lock);
        for (size_t i = 0; i < pool->n_threads; i++)
            (void)pthread_join(pool->threads[i], NULL);
        (void)pthread_mutex_destroy(&pool->lock);
        (void)pthread_cond_destroy(&pool->work);
        (void)pthread_cond_destroy(&pool->ended);
    }
    free(pool->threads);
    free(pool->waiting);
    free(pool->reports);
    free(pool->has_ended);
    free(pool->standing);
    free(pool);
}
